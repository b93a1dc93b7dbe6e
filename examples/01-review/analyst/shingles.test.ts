import { describe, expect, it } from 'vitest'
import { shingles } from './shingles.ts'

const TEXT = 'Nobody waits for silence, because whatever is sent will end by a status'

describe('shingles', () => {
  it('are four bytes for each three words in a row', () => {
    expect(shingles(TEXT).byteLength).toBe((13 - 2) * 4)
  })

  it('do not depend on case, punctuation and line breaks', () => {
    expect(shingles(TEXT.toUpperCase().replaceAll(' ', ' \n- '))).toEqual(shingles(TEXT))
  })

  it('are sorted and without repetition', () => {
    const view = shingles('one two three one two three one two three one two three')
    const hashes = [...new Uint32Array(view.buffer)]
    expect(hashes).toEqual([...new Set(hashes)].sort((a, b) => a - b))
    expect(hashes).toHaveLength(3)
  })

  it('of a label are none: that two labels agree is no find', () => {
    expect(shingles('Returns nothing at all')).toHaveLength(0)
  })
})
