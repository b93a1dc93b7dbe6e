import { originOf, VERSION } from '@parley/protocol'
import { expect, test } from 'vitest'
import { ManualClock } from '../testing/manual-clock.ts'
import { type End, Ends } from './ends.ts'

const KIB = 1024
const MIB = KIB * KIB

const of = (id: string) => originOf(id, 'alice')
const end = (id: string): End => ({
  ...{ origin: of(id), requesterInstance: 'i' },
  message: { v: VERSION, by: 'bob', instance: 'j', seq: 0, status: 'completed', transitions: [], reason: 'ok' },
})

test('an end is kept for a minute and not longer', () => {
  const clock = new ManualClock()
  const ends = new Ends(clock)
  ends.keep(end('a'), 100)
  clock.advance(60_000)
  const { origin, requesterInstance, message } = ends.get(of('a'))!
  expect({ origin, requesterInstance, message }).toEqual(end('a'))
  clock.advance(1)
  expect(ends.get(of('a'))).toBeUndefined()
})

/** Keeps so many ends of a size, one after the other, and gives which are there then. */
function keptOf(count: number, bytes: number, everyMs: number): number[] {
  const clock = new ManualClock()
  const ends = new Ends(clock)
  for (let i = 0; i < count; i++) {
    clock.advance(everyMs)
    ends.keep(end(String(i)), bytes)
  }
  return Array.from({ length: count }, (_, i) => i).filter((i) => ends.get(of(String(i))))
}

test('together they take eight MiB at most, and the older half of them goes first', () => {
  for (let count = 20; count < 30; count++) {
    const kept = keptOf(count, MIB, 500)
    expect(kept.length).toBeGreaterThanOrEqual(4)
    expect(kept.length).toBeLessThanOrEqual(8)
    expect(kept).toEqual(Array.from({ length: kept.length }, (_, i) => count - kept.length + i))
  }
})

test('small ones cost more than their bytes: their number is bounded too', () => {
  const { length } = keptOf(100_000, 10, 0.5)
  expect(length).toBeGreaterThan(8_000)
  expect(length).toBeLessThan(17_000)
})

test('where eight MiB would not last for a second, two are kept: whoever misses an end asks later than that', () => {
  const { length } = keptOf(100_000, 10, 0.01)
  expect(length).toBeGreaterThan(2_000)
  expect(length).toBeLessThan(5_000)
  expect(keptOf(30, MIB, 10)).toEqual([28, 29])
  expect(keptOf(3, MIB, 0)).toEqual([1, 2])
})

test('a burst after a quiet time is kept like any other', () => {
  const clock = new ManualClock()
  const ends = new Ends(clock)
  clock.advance(10_000)
  for (let i = 0; i < 7; i++) ends.keep(end(String(i)), MIB)
  expect(ends.get(of('0'))).toBeDefined()
})

test('one that is kept twice is the later one, and takes its room once', () => {
  const clock = new ManualClock()
  const ends = new Ends(clock)
  for (let i = 0; i < 100; i++) ends.keep({ ...end('a'), requesterInstance: String(i) }, MIB)
  clock.advance(1_000)
  ends.keep(end('b'), 5 * MIB)
  expect(ends.get(of('a'))?.requesterInstance).toBe('99')
  expect(ends.get(of('b'))).toBeDefined()
})

test('one that is kept many times in a row pushes nobody out', () => {
  const clock = new ManualClock()
  const ends = new Ends(clock)
  ends.keep(end('first'), 100)
  for (let i = 0; i < 1_000; i++) ends.keep(end('a'), 10 * KIB)
  expect(ends.get(of('first'))).toBeDefined()
  const after = Array.from({ length: 20 }, (_, i) => String(i))
  for (const uuid of after) {
    clock.advance(500)
    ends.keep(end(uuid), MIB)
  }
  const left = after.filter((uuid) => ends.get(of(uuid)))
  expect(left).toEqual(after.slice(-left.length))
  expect(left.length).toBeGreaterThanOrEqual(4)
})

test('one that is kept again is the later one wherever it was, and as old as that', () => {
  const clock = new ManualClock()
  const ends = new Ends(clock)
  for (const id of 'abcdefgabcdefg') {
    clock.advance(500)
    ends.keep({ ...end(id), requesterInstance: `at-${clock.nowMs()}` }, MIB)
    expect(ends.get(of(id))?.requesterInstance).toBe(`at-${clock.nowMs()}`)
  }
})

test('what was never kept is not there', () => {
  expect(new Ends(new ManualClock()).get(of('toString'))).toBeUndefined()
})
