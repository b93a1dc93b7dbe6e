import { describe, expect, it } from 'vitest'
import { excerpt, excerpts } from './excerpt.ts'

describe('an excerpt', () => {
  it('is one line, cut between words', () => {
    expect(excerpt('One two\nthree   four five', 17)).toBe('One two \u00b7 three \u2026')
    expect(excerpt('short', 17)).toBe('short')
  })

  it('of one long word is cut anyway, but inside no character', () => {
    expect(excerpt('\u{1f600}'.repeat(20), 9).isWellFormed()).toBe(true)
  })
})

describe('two excerpts', () => {
  const SAME =
    'these words are the same in both passages, and so is all that follows them, for quite a while, until it comes to the part where they are '

  it('begin a little before the place where their texts part', () => {
    const [a, b] = excerpts(`${SAME}this and no more`, `${SAME}that and no more`, 90)
    expect(a).toMatch(/^\u2026 .*they are this and no more$/)
    expect(b).toMatch(/^\u2026 .*they are that and no more$/)
  })

  it('begin at the beginning when the texts part early, or not at all', () => {
    expect(excerpts('one two', 'one three', 50)).toEqual(['one two', 'one three'])
    expect(excerpts(SAME, SAME, 12)).toEqual(['these words \u2026', 'these words \u2026'])
  })
})
