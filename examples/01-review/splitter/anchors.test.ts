import { describe, expect, it } from 'vitest'
import { anchorsOf, splitAnchor } from './anchors.ts'

describe('anchors', () => {
  it("follow GitHub's rule", () => {
    expect(
      anchorsOf(['Getting started', "What's new?", 'fs.open(path[, flags])', '\u00dcber uns', 'snake_case', 'C++ & C#', '\u2728 New']),
    ).toEqual(['getting-started', 'whats-new', 'fsopenpath-flags', '\u00fcber-uns', 'snake_case', 'c--c', '-new'])
  })

  it('count repetitions, also past a heading that looks like one', () => {
    expect(anchorsOf(['Usage', 'Usage', 'Usage 1', 'Usage'])).toEqual(['usage', 'usage-1', 'usage-1-1', 'usage-2'])
  })

  it('may be named by hand', () => {
    expect(splitAnchor('Title {#title}')).toEqual({ text: 'Title', anchor: 'title' })
    expect(splitAnchor('Title {x}')).toEqual({ text: 'Title {x}' })
  })
})
