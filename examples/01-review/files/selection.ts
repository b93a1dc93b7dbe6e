import { access, constants, stat } from 'node:fs/promises'
import { join, relative, resolve, sep } from 'node:path'
import type { Source } from '../editor/manuscript.ts'
import { filesBelow } from './folder.ts'
import { folderOf, isGlob, matcherOf } from './glob.ts'

const TEXT = /\.(?:md|markdown|mdown|mkd|mdx|txt|text)$/i

/** This repository's own documents. */
const OWN = ['*.md', 'docs/**/*.md', 'packages/*/*.md', 'examples/**/*.md', 'bench/*.md', 'test/*.md']

/** A word of the command line that names nothing to review. The message says which word, and why. */
export class SelectionError extends Error {}

/** A path for people: from the current folder, unless it lies outside. */
const named = (path: string, cwd: string): string => {
  const near = relative(cwd, path)
  return (near.startsWith('..') ? path : near).split(sep).join('/')
}

async function matching(pattern: string, cwd: string): Promise<string[]> {
  const folder = resolve(cwd, folderOf(pattern))
  const matcher = matcherOf(resolve(cwd, pattern).split(sep).join('/'))
  const files = await filesBelow(folder).catch(() => [])
  return files.filter((file) => matcher.test(file.split(sep).join('/')))
}

async function readable(path: string, word: string): Promise<string> {
  await access(path, constants.R_OK).catch(() => {
    throw new SelectionError(`${word}: may not be read`)
  })
  return path
}

/** What one word names: a file whatever its name ends in, the texts of a folder, or the matches of a pattern. */
async function filesOf(word: string, cwd: string): Promise<string[]> {
  const path = resolve(cwd, word)
  const found = await stat(path).catch(() => undefined)
  if (found?.isFile()) return [await readable(path, word)]
  if (found?.isDirectory()) {
    const files = (await filesBelow(path)).filter((file) => TEXT.test(file))
    if (files.length === 0) throw new SelectionError(`${word}: no text or Markdown files in this folder`)
    return files
  }
  if (!isGlob(word)) throw new SelectionError(`${word}: no such file`)
  const files = await matching(word, cwd)
  if (files.length === 0) throw new SelectionError(`${word}: no file matches this pattern`)
  return files
}

/** The documents that the words of a command line name, each once, in that order. Throws SelectionError. */
export async function selectDocuments(words: readonly string[], cwd: string): Promise<Source[]> {
  const paths = new Set<string>()
  for (const word of words) for (const path of await filesOf(word, cwd)) paths.add(path)
  return [...paths].map((path) => ({ path, name: named(path, cwd) }))
}

/** The documents of the repository that this example belongs to. */
export async function ownDocuments(root: string, cwd: string): Promise<Source[]> {
  const paths = new Set<string>()
  for (const pattern of OWN) for (const path of await matching(pattern, root)) paths.add(path)
  if (paths.size === 0) throw new SelectionError(`${join(root, 'README.md')}: no such file`)
  return [...paths].map((path) => ({ path, name: named(path, cwd) }))
}
