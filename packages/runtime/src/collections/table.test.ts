import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Table } from './table.ts'

const key = fc.integer({ min: 0, max: 20 }).map(String)
const step = fc.oneof(
  { weight: 20, arbitrary: fc.record({ do: fc.constant('add' as const), key, item: fc.integer() }) },
  { weight: 20, arbitrary: fc.record({ do: fc.constant('delete' as const), key }) },
)

test('it holds what a Map would hold, in the order in which it came, whatever comes and goes', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 400, size: 'max' }), (steps) => {
      const table = new Table<number>()
      const map = new Map<string, number>()
      for (const one of steps) {
        if (one.do === 'delete') expect(table.delete(one.key)).toBe(map.delete(one.key))
        else {
          expect(table.add(one.key, one.item)).toBe(!map.has(one.key))
          if (!map.has(one.key)) map.set(one.key, one.item)
        }
        expect([table.size, table.has(one.key), table.get(one.key)]).toEqual([map.size, map.has(one.key), map.get(one.key)])
      }
      expect([...table.values()]).toEqual([...map.values()])
    }),
  )
})

test('items may leave while somebody goes through them', () => {
  const table = new Table<number>()
  for (let i = 0; i < 500; i++) table.add(String(i), i)
  const seen: number[] = []
  for (const item of table.values()) {
    seen.push(item)
    table.delete(String(item + 1))
  }
  expect(seen).toEqual(Array.from({ length: 250 }, (_, i) => 2 * i))
  expect(table.size).toBe(250)
})

test('nothing is left of a million that came and went', () => {
  setFlagsFromString('--expose-gc')
  const gc = runInNewContext('gc') as () => void
  const heap = () => {
    gc()
    return process.memoryUsage().heapUsed
  }
  const table = new Table<number>()
  const before = heap()
  for (let i = 0; i < 1_000_000; i++) {
    table.add(`key ${i}`, i)
    table.delete(`key ${i}`)
  }
  expect(heap() - before).toBeLessThan(4 * 1024 * 1024)
  expect(table.size).toBe(0)
})
