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
  { weight: 2, arbitrary: fc.record({ do: fc.constant('delete between' as const), from: fc.nat({ max: 40 }), to: fc.nat({ max: 60 }) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('absent' as const) }) },
)

test('it holds what a Map would hold, whatever comes and goes', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300, size: 'max' }), (steps) => {
      const counted = new Counted<number>()
      const map = new Map<string | number, number>()
      for (const one of steps) {
        if (one.do === 'absent') {
          const [from, to] = counted.absent()
          expect(from).toBeLessThanOrEqual(to)
          for (const known of map.keys()) if (typeof known === 'number') expect(known >= from && known < to).toBe(false)
          continue
        }
        if (one.do === 'delete between') {
          counted.deleteBetween(one.from, one.to, (count, item) => {
            expect([count >= one.from, count < one.to, map.get(count)]).toEqual([true, true, item])
            map.delete(count)
          })
          expect(counted.size).toBe(map.size)
          continue
        }
        if (one.do === 'delete') expect(counted.delete(one.key)).toBe(map.delete(one.key))
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

test('all below the lowest that is there are absent', () => {
  const counted = new Counted<number>()
  expect(counted.absent()).toEqual([0, 0])
  for (let n = 0; n < 1_000; n++) {
    counted.add(n, n)
    if (n >= 10) counted.delete(n - 10)
    expect(counted.absent()).toEqual([0, Math.max(0, n - 9)])
  }
  for (let n = 990; n < 1_000; n++) counted.delete(n)
  expect(counted.absent()).toEqual([0, 1_000])
})

test('one that stays is left behind, and so is one that comes late; what comes after them is told of', () => {
  const counted = new Counted<number>()
  for (let n = 0; n < 100; n++) {
    counted.add(n, n)
    if (n !== 5) counted.delete(n)
  }
  expect(counted.absent()).toEqual([6, 100])
  counted.add(50, 50)
  expect(counted.absent()).toEqual([51, 100])
  counted.delete(5)
  counted.delete(50)
  expect(counted.absent()).toEqual([51, 100])
})

test('one that comes very late is left behind, also when nobody has asked before', () => {
  const counted = new Counted<number>()
  for (let n = 0; n < 1_000; n++) {
    counted.add(n, n)
    counted.delete(n)
  }
  counted.add(5, 5)
  expect(counted.absent()).toEqual([6, 1_000])
})

test('one that stays is left behind also where the others are far apart, and none takes its place', () => {
  const counted = new Counted<number>()
  counted.add(5, 5)
  for (let n = 16; n < 1_000; n += 16) {
    counted.add(n, n)
    counted.delete(n)
    const [from, to] = counted.absent()
    expect(to <= 5 || from > 5).toBe(true)
  }
  expect(counted.absent()).toEqual([6, 993])
})

test('those between two counts leave, and are told of in order', () => {
  const counted = new Counted<number>()
  for (let n = 0; n < 20; n++) counted.add(n, -n)
  const left: [number, number][] = []
  counted.deleteBetween(3, 6, (count, item) => left.push([count, item]))
  expect(left).toEqual([
    [3, -3],
    [4, -4],
    [5, -5],
  ])
  expect([...counted.values()]).toHaveLength(17)
  counted.deleteBetween(0, 2 ** 50, () => {})
  expect(counted.size).toBe(0)
})
