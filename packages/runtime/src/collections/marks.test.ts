import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Marks } from './marks.ts'

const SPAN = 2 ** 15
const count = fc.oneof(fc.nat({ max: 200 }), fc.nat({ max: 3 * SPAN }), fc.constantFrom(SPAN, 2 * SPAN, 2 ** 31, 2 ** 40, 2 ** 40 + SPAN))

test('a count is marked when it was, unless one came that is very much larger', () => {
  fc.assert(
    fc.property(fc.array(count, { maxLength: 60, size: 'max' }), fc.array(count, { maxLength: 20 }), (marked, asked) => {
      const marks = new Marks()
      let highest = 0
      const recent = new Set<number>()
      for (const one of marked) {
        marks.mark(one)
        highest = Math.max(highest, one)
        if (one > highest - SPAN + 32) recent.add(one)
        for (const old of recent) if (old <= highest - SPAN + 32) recent.delete(old)
        for (const known of recent) expect(marks.has(known)).toBe(true)
      }
      for (const one of asked) if (!marked.includes(one)) expect(marks.has(one)).toBe(false)
      expect(marks.has(highest - SPAN - 32)).toBe(false)
    }),
  )
})

test('a million pass, and of the last ones every second was marked', () => {
  const marks = new Marks()
  for (let n = 0; n < 1_000_000; n += 2) marks.mark(n)
  for (let n = 1_000_000 - SPAN / 2; n < 1_000_000; n++) expect(marks.has(n)).toBe(n % 2 === 0)
  expect([marks.has(0), marks.has(500_000)]).toEqual([false, false])
})

test('when the ring has gone round, a place says nothing of the count that had it before', () => {
  const marks = new Marks()
  for (let n = 0; n < SPAN; n++) marks.mark(n)
  for (let n = SPAN; n < 2 * SPAN; n += 100) marks.mark(n)
  for (let n = SPAN; n < 2 * SPAN; n++) expect(marks.has(n)).toBe((n - SPAN) % 100 === 0)
})
