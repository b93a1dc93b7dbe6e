import { describe, expect, it } from 'vitest'
import { bareWords, readWords } from './words.ts'

describe('words', () => {
  it('stand on the page as a reader takes them, without the punctuation around them', () => {
    expect(readWords('A near-duplicate ("twin"), e.g. fs.readFile\u2014or not.')).toEqual([
      'A',
      'near-duplicate',
      'twin',
      'e.g',
      'fs.readFile',
      'or',
      'not',
    ])
  })

  it('are none where there is no letter and no digit', () => {
    expect(readWords('  --- ... \u2013 * ')).toEqual([])
  })

  it('are compared in small letters, whatever stood between them', () => {
    expect(bareWords("The Near-duplicate doesn\u2019t   count:\nit's 2.")).toEqual([
      'the',
      'near',
      'duplicate',
      "doesn't",
      'count',
      "it's",
      '2',
    ])
  })
})
