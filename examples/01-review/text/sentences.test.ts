import { describe, expect, it } from 'vitest'
import { sentences } from './sentences.ts'

describe('sentences', () => {
  it('end at full stops, question and exclamation marks', () => {
    expect(sentences('One here. Is this two? Yes! \u201cFour,\u201d it said.')).toEqual([
      'One here.',
      'Is this two?',
      'Yes!',
      '\u201cFour,\u201d it said.',
    ])
  })

  it('do not end at abbreviations, initials, versions and decimals', () => {
    const text = 'See e.g. Fig. 3 by J. R. Miller, i.e. version 2.14 of Node.js vs. 3.5 percent.'
    expect(sentences(text)).toEqual([text])
  })

  it('do not end where the next word is small', () => {
    expect(sentences('The file index.ts. is odd ... but one. Two.')).toEqual(['The file index.ts. is odd ... but one.', 'Two.'])
  })

  it('end at a line break, which stands between the items of a list', () => {
    expect(sentences('The options are:\nfirst of all\nsecond')).toEqual(['The options are:', 'first of all', 'second'])
  })

  it('are none without a word', () => {
    expect(sentences('... !!! \n --')).toEqual([])
  })

  it('of ten thousand dots are found in no time', () => {
    const before = performance.now()
    expect(sentences(`${'.'.repeat(300_000)}x`)).toHaveLength(1)
    expect(performance.now() - before).toBeLessThan(5_000)
  })
})
