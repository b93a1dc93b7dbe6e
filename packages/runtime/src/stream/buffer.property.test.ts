import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Buffer } from './buffer.ts'
import { POLICIES, type Policy } from './declare.ts'

/** A message of consecutive samples from one of three instances, or a read. */
const event = fc.oneof(
  fc.record({ instance: fc.constantFrom('one', 'two', 'three'), tag: fc.nat(40), length: fc.integer({ min: 1, max: 5 }) }),
  fc.constant('read' as const),
)
type Event = (typeof event extends fc.Arbitrary<infer E> ? E : never) & unknown

/** Runs duplicated, reordered, lossy input; what was read of each instance, in order, and the most that waited. */
function run(policy: Policy, limit: number, firstTag: number | null, events: readonly Event[]) {
  const read = new Map<string, { tag: number; missed: number }[]>()
  const consumed: number[] = []
  const buffer = new Buffer({ policy, limit, onFresh: () => {}, onConsumed: (tag) => consumed.push(tag) }, firstTag)
  let most = 0
  const take = () => {
    const taken = buffer.take()
    if (!taken) return false
    const { instance, tag } = taken.value as { instance: string; tag: number }
    expect(tag).toBe(taken.tag)
    read.set(instance, [...(read.get(instance) ?? []), taken])
    return true
  }
  for (const one of events) {
    if (one === 'read') take()
    else {
      const data = Array.from({ length: one.length }, (_, i) => ({ instance: one.instance, tag: one.tag + i }))
      buffer.push(one.tag, data, one.instance)
    }
    most = Math.max(most, buffer.size)
    expect(buffer.fresh).toBe(buffer.size > 0)
  }
  while (take());
  return { read, most, consumed }
}

const input = [fc.constantFrom(...POLICIES), fc.integer({ min: 1, max: 6 }), fc.array(event, { maxLength: 60, size: 'max' })] as const

test('of each instance tags strictly rise, whatever comes twice, late or not at all', () => {
  fc.assert(
    fc.property(...input, (policy, limit, events) => {
      for (const taken of run(policy, limit, null, events).read.values())
        for (const [i, { tag }] of taken.entries()) if (i > 0) expect(tag).toBeGreaterThan(taken[i - 1]!.tag)
    }),
  )
})

test('never more than the limit waits; one with latest', () => {
  fc.assert(
    fc.property(...input, (policy, limit, events) => {
      expect(run(policy, limit, null, events).most).toBeLessThanOrEqual(policy === 'latest' ? 1 : limit)
    }),
  )
})

test('what was read and what was missed add up to the last tag', () => {
  fc.assert(
    fc.property(...input, fc.nat(3), (policy, limit, events, first) => {
      for (const taken of run(policy, limit, first, events).read.values()) {
        const missed = taken.reduce((sum, one) => sum + one.missed, 0)
        expect(taken.length + missed).toBe(taken.at(-1)!.tag - first + 1)
      }
    }),
  )
})

test('for a reader that does not begin where the writer does, they add up from the earliest that came in time', () => {
  fc.assert(
    fc.property(...input, (policy, limit, events) => {
      const earliest = (instance: string) => Math.min(...events.map((one) => (one !== 'read' && one.instance === instance ? one.tag : 99)))
      for (const [instance, taken] of run(policy, limit, null, events).read) {
        const total = taken.length + taken.reduce((sum, one) => sum + one.missed, 0)
        expect(total).toBeLessThanOrEqual(taken.at(-1)!.tag - earliest(instance) + 1)
        expect(total).toBeGreaterThanOrEqual(taken.at(-1)!.tag - taken[0]!.tag + 1)
      }
    }),
  )
})

test('what is consumed is what is read, in order', () => {
  fc.assert(
    fc.property(...input, (policy, limit, events) => {
      const { read, consumed } = run(policy, limit, null, events)
      const all = [...read.values()].flat().map(({ tag }) => tag)
      expect([...consumed].sort()).toEqual(all.sort())
    }),
  )
})
