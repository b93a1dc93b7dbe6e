import { describe, expect, it } from 'vitest'
import { decodeText, piecesOf } from './decoding.ts'

const bytes = (...parts: (string | number[])[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))))

describe('decoding', () => {
  it('reads UTF-8, without the mark that may stand before it', () => {
    expect(decodeText(bytes([0xef, 0xbb, 0xbf], '# Gr\u00fc\u00dfe'))).toEqual({
      text: '# Gr\u00fc\u00dfe',
      badLines: [],
    })
  })

  it('reads bytes that are no UTF-8 as U+FFFD, and names their lines', () => {
    const decoded = decodeText(bytes('one\ncaf', [0xe9], ' two\nthree \ufffd is honest\n', [0xff]))
    expect(decoded).toEqual({ text: 'one\ncaf\ufffd two\nthree \ufffd is honest\n\ufffd', badLines: [2, 4] })
  })

  it('reads UTF-16 that says so', () => {
    expect(decodeText(bytes([0xff, 0xfe], [0x23, 0, 0x20, 0, 0x41, 0]))).toMatchObject({ text: '# A' })
    expect(decodeText(bytes([0xfe, 0xff], [0, 0x23, 0, 0x20, 0, 0x41]))).toMatchObject({ text: '# A' })
  })

  it('takes nothing that is no text', () => {
    expect(decodeText(bytes('\u0089PNG', [0, 0, 0, 13]))).toBeUndefined()
  })

  it('takes an empty file', () => {
    expect(decodeText(bytes())).toEqual({ text: '', badLines: [] })
  })
})

describe('pieces', () => {
  it('are the whole text again, and none is too long', () => {
    const text = 'a\u{1f600}b\u{1f600}\u{1f600}c'.repeat(50)
    for (const longest of [2, 3, 7, 1_000]) {
      const pieces = [...piecesOf(text, longest)]
      expect(pieces.join('')).toBe(text)
      for (const piece of pieces) {
        expect(piece.length).toBeLessThanOrEqual(longest)
        expect(piece.isWellFormed()).toBe(true)
      }
    }
  })

  it('of an empty text are none', () => {
    expect([...piecesOf('', 10)]).toEqual([])
  })
})
