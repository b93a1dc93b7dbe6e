import stringWidth from 'string-width'
import { expect, test } from 'vitest'
import { cut, line, pad, widthOf } from './line.ts'

test('a text that fits stays as it is', () => {
  expect(cut('passages', 8)).toBe('passages')
})

test('a longer one ends in an ellipsis and is never wider than the space, whatever its script', () => {
  for (const text of ['passages of a book', '漢字かな交じり文の段落', '👩‍👩‍👧‍👦 family 👍🏽 thumbs', 'e\u0301le\u0301ments combinants'])
    for (let columns = 1; columns < 20; columns++) {
      const short = cut(text, columns)
      expect(stringWidth(short)).toBeLessThanOrEqual(columns)
      if (stringWidth(text) > columns) expect(short).toMatch(/…$/)
    }
  expect(cut('passages', 0)).toBe('')
})

test('wide characters are padded by what they take', () => {
  expect(pad('漢字', 6)).toBe('漢字  ')
  expect(widthOf(['漢字', { text: 'ab', paint: (text) => text }])).toBe(6)
})

test('colours never count, and what is cut is painted whole', () => {
  const red = (text: string) => `\u001b[31m${text}\u001b[39m`
  expect(line(['two ', { text: 'failed', paint: red }], 10)).toBe(`two ${red('failed')}`)
  expect(line(['two ', { text: 'failed', paint: red }, ' more'], 8)).toBe(`two ${red('fai…')}`)
})

test('an escape or a line break in a name cannot move the cursor', () => {
  expect(line(['a\u001b[2Jb\nc\u009bd'], 40)).toBe('a [2Jb c d')
})
