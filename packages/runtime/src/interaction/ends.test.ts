import { VERSION } from '@parley/protocol'
import { expect, test } from 'vitest'
import { ManualClock } from '../testing/manual-clock.ts'
import { type End, Ends } from './ends.ts'

const KIB = 1024
const MIB = KIB * KIB

const end = (id: string): End => ({
  ...{ requester: 'alice', requesterInstance: 'i', id },
  message: { v: VERSION, by: 'bob', instance: 'j', seq: 0, status: 'completed', transitions: [], reason: 'ok' },
})

test('an end is kept for a minute and not longer', () => {
  const clock = new ManualClock()
  const ends = new Ends(clock)
  ends.keep('a', end('a'), 100)
  clock.advance(60_000)
  const { requester, requesterInstance, id, message } = ends.get('a')!
  expect({ requester, requesterInstance, id, message }).toEqual(end('a'))
  clock.advance(1)
  expect(ends.get('a')).toBeUndefined()
})

/** Keeps so many ends of a size, one after the other, and gives which are there then. */
function keptOf(count: number, bytes: number, everyMs: number): number[] {
  const clock = new ManualClock()
  const ends = new Ends(clock)
  for (let i = 0; i < count; i++) {
    clock.advance(everyMs)
    ends.keep(String(i), end('x'), bytes)
  }
  return Array.from({ length: count }, (_, i) => i).filter((i) => ends.get(String(i)))
}

test('together they take eight MiB at most: the oldest go first', () => {
  expect(keptOf(20, MIB, 500)).toEqual([13, 14, 15, 16, 17, 18, 19])
})

test('small ones cost more than their bytes: their number is bounded too', () => {
  const { length } = keptOf(100_000, 10, 0.5)
  expect(length).toBeGreaterThan(10_000)
  expect(length).toBeLessThan(20_000)
})

test('where eight MiB would not last for a second, two are kept: whoever misses an end asks later than that', () => {
  const { length } = keptOf(100_000, 10, 0.01)
  expect(length).toBeGreaterThan(2_000)
  expect(length).toBeLessThan(5_000)
  expect(keptOf(30, MIB, 10)).toEqual([29])
})

test('a burst after a quiet time is kept like any other', () => {
  const clock = new ManualClock()
  const ends = new Ends(clock)
  clock.advance(10_000)
  for (let i = 0; i < 7; i++) ends.keep(String(i), end('x'), MIB)
  expect(ends.get('0')).toBeDefined()
})

test('one that is kept twice is the later one, and takes its room once', () => {
  const clock = new ManualClock()
  const ends = new Ends(clock)
  for (let i = 0; i < 100; i++) ends.keep('a', { ...end('a'), id: String(i) }, MIB)
  clock.advance(1_000)
  ends.keep('b', end('b'), 5 * MIB)
  expect(ends.get('a')?.id).toBe('99')
  expect(ends.get('b')).toBeDefined()
})

test('what was never kept is not there', () => {
  expect(new Ends(new ManualClock()).get('toString')).toBeUndefined()
})
