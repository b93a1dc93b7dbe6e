import { describe, expect, it } from 'vitest'
import { folderOf, isGlob, matcherOf } from './glob.ts'

const PATHS = ['README.md', 'docs/a.md', 'docs/b.txt', 'docs/adr/0001.md', 'docs/adr/deep/x.md', 'a+b.md']
const matches = (pattern: string) => PATHS.filter((path) => matcherOf(pattern).test(path))

describe('a glob', () => {
  it.each([
    ['*.md', ['README.md', 'a+b.md']],
    ['docs/*', ['docs/a.md', 'docs/b.txt']],
    ['docs/**/*.md', ['docs/a.md', 'docs/adr/0001.md', 'docs/adr/deep/x.md']],
    ['**/*.md', ['README.md', 'docs/a.md', 'docs/adr/0001.md', 'docs/adr/deep/x.md', 'a+b.md']],
    ['docs/**', ['docs/a.md', 'docs/b.txt', 'docs/adr/0001.md', 'docs/adr/deep/x.md']],
    ['docs/?.{md,txt}', ['docs/a.md', 'docs/b.txt']],
    ['docs/[!a].*', ['docs/b.txt']],
    ['docs/[ab].md', ['docs/a.md']],
    ['a+b.md', ['a+b.md']],
    ['{README', []],
  ])('%s matches %j', (pattern, paths) => {
    expect(matches(pattern)).toEqual(paths)
  })

  it('is told from a name', () => {
    expect(['docs/*.md', 'a?', '{a,b}', '[x]'].every(isGlob)).toBe(true)
    expect(['docs/a.md', 'a+b (1).md'].some(isGlob)).toBe(false)
  })

  it('has a folder that all its files are below', () => {
    expect(['docs/**/*.md', '*.md', '/a/b/*.md', '/*.md', 'a/{b,c}/d.md'].map(folderOf)).toEqual(['docs', '.', '/a/b', '/', 'a'])
  })
})
