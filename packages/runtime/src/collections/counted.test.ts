import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Counted } from './counted.ts'

const key = fc.oneof(
  { weight: 6, arbitrary: fc.nat({ max: 40 }) },
  { weight: 2, arbitrary: fc.constantFrom(0, 16, 32, 48, 64, 2 ** 31, 2 ** 31 + 16, 2 ** 40) },
  { weight: 1, arbitrary: fc.constantFrom('a', 'b', '1') },
)
const step = fc.oneof(
  { weight: 12, arbitrary: fc.record({ do: fc.constant('add' as const), key, item: fc.integer() }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('delete' as const), key }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('clear' as const), key }) },
)

test('it holds what a Map would hold, whatever comes and goes', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300, size: 'max' }), (steps) => {
      const counted = new Counted<number>()
      const map = new Map<string | number, number>()
      for (const one of steps) {
        if (one.do === 'clear') {
          counted.clear()
          map.clear()
        } else if (one.do === 'delete') expect(counted.delete(one.key)).toBe(map.delete(one.key))
        else {
          expect(counted.add(one.key, one.item)).toBe(!map.has(one.key))
          if (!map.has(one.key)) map.set(one.key, one.item)
        }
        expect([counted.size, counted.get(one.key)]).toEqual([map.size, map.get(one.key)])
      }
      expect([...counted.values()].sort()).toEqual([...map.values()].sort())
      for (const [known, item] of map) expect(counted.get(known)).toBe(item)
    }),
  )
})

test('a million pass by a few that stay, and all are found', () => {
  const counted = new Counted<number>()
  const stay = [3, 500, 70_000]
  for (let n = 0; n < 1_000_000; n++) {
    counted.add(n, n)
    if (n >= 100 && !stay.includes(n - 100)) counted.delete(n - 100)
  }
  expect(counted.size).toBe(103)
  for (const n of stay) expect(counted.get(n)).toBe(n)
  expect([...counted.values()].slice(0, 5)).toEqual([...stay, 999_900, 999_901])
})

test('a hundred thousand that are open at once are there, in the order of their counts', () => {
  const counted = new Counted<number>()
  for (let n = 0; n < 300_000; n++) counted.add(n, n)
  expect(counted.size).toBe(300_000)
  for (let n = 0; n < 300_000; n += 999) expect(counted.get(n)).toBe(n)
  expect([...counted.values()]).toEqual(Array.from({ length: 300_000 }, (_, n) => n))
})

test('items may leave while somebody goes through them', () => {
  const counted = new Counted<number>()
  for (let i = 0; i < 500; i++) counted.add(i, i)
  const seen: number[] = []
  for (const item of counted.values()) {
    seen.push(item)
    counted.delete(item + 1)
  }
  expect(seen).toEqual(Array.from({ length: 250 }, (_, i) => 2 * i))
})
