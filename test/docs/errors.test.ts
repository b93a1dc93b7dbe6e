import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ERROR_CODES } from '@parley/protocol'
import { expect, test } from 'vitest'
import { codeIn, ROOT, readPage } from './page.ts'

const page = readPage('docs/errors.md')

test('docs/errors.md has every code with its meaning, and no code that is not there', () => {
  const rows = [...page.matchAll(/^\| `([A-Z_]+)` \| (yes|no) \| (.*) \|$/gm)].map(([, code, retryable, means]) => [
    code,
    { retryable: retryable === 'yes', means },
  ])
  expect(Object.fromEntries(rows)).toEqual(ERROR_CODES)
})

test('what docs/errors.md says is not used yet is used by no source', () => {
  const line = page.split('\n').find((text) => text.startsWith('Codes that the runtime does not use yet'))!
  const sources = readdirSync(join(ROOT, 'packages/runtime/src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => readFileSync(join(ROOT, 'packages/runtime/src', file), 'utf8'))
  const used = codeIn(line).filter((code) => sources.some((source) => source.includes(`'${code}'`)))
  expect(used).toEqual([])
})
