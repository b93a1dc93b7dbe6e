import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ownDocuments, selectDocuments } from './selection.ts'

let root = ''

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'parley-selection-'))
  const files = [
    'README.md',
    'docs/a.md',
    'docs/b.TXT',
    'docs/c.png',
    'docs/.hidden/x.md',
    'docs/node_modules/x.md',
    'packages/p/README.md',
    'packages/p/src/x.md',
  ]
  for (const file of files) {
    await mkdir(dirname(join(root, file)), { recursive: true })
    await writeFile(join(root, file), '# x\n')
  }
  await mkdir(join(root, 'empty'))
  await symlink(join(root, 'docs'), join(root, 'docs', 'loop'))
})

afterAll(() => rm(root, { recursive: true }))

const names = async (...words: string[]) => (await selectDocuments(words, root)).map(({ name }) => name)

describe('a selection', () => {
  it('takes files, folders and patterns, each file once, in the order of the words', async () => {
    expect(await names('docs/b.TXT', 'docs', '*.md', 'README.md')).toEqual(['docs/b.TXT', 'docs/a.md', 'README.md'])
  })

  it('takes any file that is named itself', async () => {
    expect(await names('docs/c.png', 'docs/.hidden/x.md')).toEqual(['docs/c.png', 'docs/.hidden/x.md'])
  })

  it('leaves out hidden folders and those of other people in patterns', async () => {
    expect(await names('**/*.md')).toEqual(['README.md', 'docs/a.md', 'packages/p/README.md', 'packages/p/src/x.md'])
  })

  it('gives whole paths, and names from the current folder', async () => {
    expect(await selectDocuments([join(root, 'README.md')], root)).toEqual([{ path: join(root, 'README.md'), name: 'README.md' }])
    expect((await selectDocuments(['../README.md'], join(root, 'docs')))[0]?.name).toBe(join(root, 'README.md'))
  })

  it.each([
    ['gone.md', 'gone.md: no such file'],
    ['gone/*.md', 'gone/*.md: no file matches this pattern'],
    ['docs/*.rst', 'docs/*.rst: no file matches this pattern'],
    ['empty', 'empty: no text or Markdown files in this folder'],
  ])('of %s says which word is wrong, and why', async (word, message) => {
    await expect(selectDocuments(['README.md', word], root)).rejects.toThrow(message)
  })
})

describe("the repository's own documents", () => {
  it('are its README, its docs and those of its packages', async () => {
    expect((await ownDocuments(root, root)).map(({ name }) => name)).toEqual(['README.md', 'docs/a.md', 'packages/p/README.md'])
  })
})
