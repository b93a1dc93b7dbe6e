import { expect, test } from 'vitest'
import { Lines } from './lines.ts'

test('text that comes in pieces leaves in lines, the last one when it is flushed', () => {
  const taken: string[] = []
  const lines = new Lines((line) => taken.push(line))
  for (const piece of ['one\ntw', 'o\r\n', '\nthree']) lines.push(piece)
  expect(taken).toEqual(['one', 'two', ''])
  lines.flush()
  lines.flush()
  expect(taken).toEqual(['one', 'two', '', 'three'])
})

test('a line without an end is cut and does not pile up', () => {
  const taken: string[] = []
  const lines = new Lines((line) => taken.push(line))
  for (let i = 0; i < 10; i++) lines.push('x'.repeat(20_000))
  expect(taken.map((line) => line.length)).toEqual([65_536, 65_536, 65_536])
})
