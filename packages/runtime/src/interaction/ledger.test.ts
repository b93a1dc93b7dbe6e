import { originOf } from '@parley/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Ledger } from './ledger.ts'

const origin = fc
  .tuple(fc.constantFrom('i-0', 'i-1', 'i-2', 'j-1', 'i', '1', '-1'), fc.constantFrom('alice', 'bob'))
  .map(([id, requester]) => ({ id, requester }))
const step = fc.oneof(
  fc.record({ do: fc.constant('add' as const), at: origin, item: fc.integer() }),
  fc.record({ do: fc.constant('delete' as const), at: origin }),
)

test('it holds what a Map by uuid would hold', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 100, size: 'max' }), (steps) => {
      const ledger = new Ledger<number>()
      const map = new Map<string, number>()
      for (const one of steps) {
        const [at, uuid] = [originOf(one.at.id, one.at.requester), `${one.at.id}_${one.at.requester}`]
        if (one.do === 'delete') expect(ledger.delete(at)).toBe(map.delete(uuid))
        else {
          expect(ledger.add(at, one.item)).toBe(!map.has(uuid))
          if (!map.has(uuid)) map.set(uuid, one.item)
        }
        expect([ledger.size, ledger.get(at)]).toEqual([map.size, map.get(uuid)])
      }
      expect([...ledger.values()].sort()).toEqual([...map.values()].sort())
    }),
  )
})

test('what one instance has asked stands in the order in which it has asked', () => {
  const ledger = new Ledger<string>()
  for (const id of ['i-3', 'j-1', 'i-1', 'i-2']) ledger.add(originOf(id, 'alice'), id)
  expect([...ledger.values()]).toEqual(['i-1', 'i-2', 'i-3', 'j-1'])
})

test('of a hundred thousand instances that came and went, a thousand tables are left at most, and those that are there are found', () => {
  const ledger = new Ledger<number>()
  const stays = originOf('stays-1', 'alice')
  ledger.add(stays, -1)
  for (let i = 0; i < 100_000; i++) {
    const one = originOf(`i${i}-1`, 'alice')
    ledger.add(one, i)
    ledger.delete(one)
    if (i % 1_000 === 0) expect(ledger.get(stays)).toBe(-1)
  }
  expect(ledger.tables).toBeLessThanOrEqual(1_001)
  const last = originOf('i99999-1', 'alice')
  expect([ledger.get(last), ledger.add(last, 1), ledger.get(last), ledger.size]).toEqual([undefined, true, 1, 2])
})

test('it says which counts of an instance are not there', () => {
  const ledger = new Ledger<number>()
  expect(ledger.absent('alice', 'i')).toEqual([0, 0])
  for (let n = 0; n < 4; n++) ledger.add(originOf(`i-${n}`, 'alice'), n)
  for (let n = 0; n < 3; n++) ledger.delete(originOf(`i-${n}`, 'alice'))
  expect(ledger.absent('alice', 'i')).toEqual([0, 3])
  expect(ledger.absent('bob', 'i')).toEqual([0, 0])
})
