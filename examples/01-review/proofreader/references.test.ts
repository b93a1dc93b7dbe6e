import { describe, expect, it } from 'vitest'
import { deadLinks, referencesOf } from './references.ts'

const links = (...targets: string[]) => targets.map((target, at) => ({ target, line: at + 1 }))
const known = new Map([
  ['/docs/guide.md', new Set(['start', 'über-uns'])],
  ['/docs/deep/own.md', new Set(['here'])],
])
const ground = {
  exists: (path: string) => path === '/docs/deep/there.png' || path === '/README.md',
  anchors: (path: string) => known.get(path),
}
const dead = (...targets: string[]) => deadLinks(referencesOf('/docs/deep/own.md', links(...targets)), ground).map(({ text }) => text)

describe('links', () => {
  it('lead to files beside their document, and above it', () => {
    expect(dead('there.png', './there.png', '../guide.md', '../../README.md', 'gone.md', '../gone.png')).toEqual([
      'gone.md: no such file',
      '../gone.png: no such file',
    ])
  })

  it('lead to headings of their own document and of others', () => {
    expect(dead('#here', '#gone', '../guide.md#start', '../guide.md#gone')).toEqual([
      '#gone: no such heading',
      '../guide.md#gone: no such heading',
    ])
  })

  it('may be written with escapes, a query and capitals', () => {
    expect(dead('../guide.md#%C3%BCber-uns', '../guide.md?plain=1#Start', 'there%2Epng', '%E0%A4%A')).toEqual(['%E0%A4%A: no such file'])
  })

  it('lead nowhere wrong when the anchor is the top, a line, or in a file that nobody read', () => {
    expect(dead('#', '#top', '../guide.md#L12-L20', '../../README.md#whatever')).toEqual([])
  })

  it('from the root of a site are not judged', () => {
    expect(dead('/gone.md')).toEqual([])
  })
})
