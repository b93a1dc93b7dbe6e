import { existsSync, readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { codeIn, ROOT, readPage } from './page.ts'

/** Rows of all tables of the page: the documented name, ours with where it is, and why it differs. */
const rows = [...readPage('docs/names.md').matchAll(/^\| `([^`]+)` \| (.+?) \| (.*) \|$/gm)].map(([, name, ours, why]) => ({
  name: name!,
  ours: ours!,
  why: why!,
}))

const documented = readdirSync(new URL('names/', import.meta.url)).flatMap((file) =>
  readPage(`test/docs/names/${file}`)
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#')),
)

test('every documented name has a row in docs/names.md, one, and no other name has', () => {
  expect(rows.map(({ name }) => name).sort()).toEqual([...documented].sort())
})

test.each(rows)('what $name became is in the file that its row names', ({ name, ours, why }) => {
  const files = codeIn(ours).filter((code) => code.includes('/'))
  const ids = codeIn(ours).filter((code) => !code.includes('/'))
  if (ids.length === 0) return expect([ours, why !== ''], `${name} has no counterpart, and its row says why`).toEqual(['—', true])
  for (const file of files) expect(existsSync(`${ROOT}packages/${file}`), file).toBe(true)
  const code = files.map((file) => readPage(`packages/${file}`).replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, ''))
  for (const id of ids)
    expect(
      code.some((text) => new RegExp(`(?<![\\w$])${id}(?![\\w$])`).test(text)),
      `${id} in ${files.join(', ')}`,
    ).toBe(true)
  for (const [i, file] of files.entries())
    expect(
      ids.some((id) => new RegExp(`(?<![\\w$])${id}(?![\\w$])`).test(code[i]!)),
      file,
    ).toBe(true)
})
