import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ERROR_CODES } from '@parley/protocol'
import { expect, test } from 'vitest'
import { ROOT, readPage } from './page.ts'

const page = readPage('docs/errors.md')

test('docs/errors.md has every code with its meaning, and no code that is not there', () => {
  const rows = [...page.matchAll(/^\| `([A-Z_]+)` \| (yes|no) \| (.*) \|$/gm)].map(([, code, retryable, means]) => [
    code,
    { retryable: retryable === 'yes', means },
  ])
  expect(Object.fromEntries(rows)).toEqual(ERROR_CODES)
})

test('every code of the table is used: what nothing says explains nothing', () => {
  const sources = ['protocol', 'runtime'].flatMap((name) => {
    const folder = join(ROOT, 'packages', name, 'src')
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !/\.test\.ts$|errors\.ts$/.test(file))
      .map((file) => readFileSync(join(folder, file), 'utf8'))
  })
  const unused = Object.keys(ERROR_CODES).filter((code) => !sources.some((source) => source.includes(`'${code}'`)))
  expect(unused).toEqual([])
})
