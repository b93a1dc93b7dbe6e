import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Waiting } from './waiting.ts'

interface Item {
  readonly group: string
  readonly priority: number
}

test('whatever comes and goes, the next one is the wanted one of the highest priority that came first', () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('add' as const), group: fc.constantFrom('a', 'b', 'c'), priority: fc.integer({ min: -2, max: 2 }) }),
    fc.record({ kind: fc.constant('next' as const), wanted: fc.subarray(['a', 'b', 'c']) }),
    fc.record({ kind: fc.constant('delete' as const), at: fc.nat() }),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
      const waiting = new Waiting<Item>()
      const model: Item[] = []
      const drop = (item: Item) => {
        expect(waiting.delete(item)).toBe(true)
        expect(waiting.delete(item)).toBe(false)
        model.splice(model.indexOf(item), 1)
      }
      for (const one of steps) {
        if (one.kind === 'add') {
          const item = { group: one.group, priority: one.priority }
          waiting.add(item, item.group, item.priority)
          model.push(item)
        } else if (one.kind === 'delete') {
          if (model.length > 0) drop(model[one.at % model.length]!)
        } else {
          const wanted = model.filter(({ group }) => one.wanted.includes(group))
          const highest = Math.max(...wanted.map(({ priority }) => priority))
          const next = waiting.next(({ group }) => one.wanted.includes(group))
          expect(next).toBe(wanted.find(({ priority }) => priority === highest))
          if (next) drop(next)
        }
        expect(waiting.size).toBe(model.length)
      }
    }),
  )
})

test('who looks for the next one asks once per group, however many wait', () => {
  const waiting = new Waiting<number>()
  for (let i = 0; i < 10_000; i++) waiting.add(i, `group-${i % 3}`, i % 2)
  let asked = 0
  waiting.next(() => ++asked < 0)
  expect(asked).toBe(3)
})
