import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PerInstance } from './per-instance.ts'

const of = fc.tuple(fc.constantFrom('alice', 'bob', ''), fc.constantFrom('i', 'j', ''))
const step = fc.record({ do: fc.constantFrom('set', 'set', 'delete', 'clear', 'get', 'get'), of, item: fc.integer() })

test('it has what a Map by both names would have, whatever was asked for before', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
      const all = new PerInstance<number>()
      const map = new Map<string, number>()
      for (const one of steps) {
        const [agent, instance] = one.of
        const key = JSON.stringify(one.of)
        if (one.do === 'set') {
          expect(all.set(agent, instance, one.item)).toBe(one.item)
          map.set(key, one.item)
        } else if (one.do === 'delete') {
          all.delete(agent, instance)
          map.delete(key)
        } else if (one.do === 'clear') {
          all.clear()
          map.clear()
        }
        if (one.do === 'get') expect(all.get(agent, instance)).toBe(map.get(key))
        expect(all.size).toBe(map.size)
      }
      expect([...all.values()].sort()).toEqual([...map.values()].sort())
    }),
  )
})
