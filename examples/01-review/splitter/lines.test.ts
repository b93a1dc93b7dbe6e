import { describe, expect, it } from 'vitest'
import { cutAt, linesOf } from './lines.ts'

describe('lines', () => {
  it('are the same whatever ends them', () => {
    for (const end of ['\n', '\r\n', '\r'])
      expect(linesOf(['# A', '', 'b  ', ''].join(end)).map(({ number, text }) => [number, text])).toEqual([
        [1, '# A'],
        [2, ''],
        [3, 'b'],
        [4, ''],
      ])
  })

  it('that are too long come in parts with one number, and nothing is lost', () => {
    const long = 'four words and more '.repeat(5_000).trimEnd()
    const lines = linesOf(`short\n${long}\nend`)
    const parts = lines.filter(({ number }) => number === 2)
    expect(parts.map(({ text }) => text).join('')).toBe(long)
    expect(parts.map(({ continued }) => continued)).toEqual([false, ...Array.from({ length: parts.length - 1 }, () => true)])
    expect(lines.at(-1)).toEqual({ number: 3, text: 'end', continued: false })
  })
})

describe('a cut', () => {
  it('goes after a space that is near, else anywhere', () => {
    expect(cutAt('one two three', 9)).toBe(8)
    expect(cutAt('onetwothreefour', 9)).toBe(9)
    expect(cutAt('short', 9)).toBe(5)
  })

  it('never goes through a character', () => {
    expect(cutAt('\u{1f600}\u{1f600}\u{1f600}', 3)).toBe(2)
  })
})
