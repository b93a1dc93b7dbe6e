import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readPage } from './page.ts'

/** `file` and a part of a test's name, for each part that the page cites; `…` and `; ` stand between parts. */
const cited = readPage('docs/reliability.md')
  .split('\n')
  .flatMap((row) => {
    const proofs = row.startsWith('|') ? (row.split(' | ').at(-1) ?? '') : ''
    return [...proofs.matchAll(/`([a-z-]+)`: ([^`]+)/g)].flatMap(([, file, names]) =>
      names!
        .split(/;\s|…|\s\|$/)
        .map((part) => part.replace(/[\s;,:|]+$/, '').trim())
        .filter((part) => part !== '')
        .map((part) => [file!, part] as const),
    )
  })

test('the page cites tests at all', () => {
  expect(cited.length).toBeGreaterThan(50)
})

test.each(cited)('%s has a test of the name that the page cites: %s', (file, part) => {
  const path = ['liveness', 'fault']
    .map((folder) => new URL(`../${folder}/${file}.test.ts`, import.meta.url))
    .find((url) => existsSync(url))
  expect(path && readFileSync(path, 'utf8')).toContain(part)
})
