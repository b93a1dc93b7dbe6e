import { originOf, VERSION } from '@parley/protocol'
import { expect, test } from 'vitest'
import { ManualClock } from '../testing/manual-clock.ts'
import { End, Ends } from './ends.ts'

const KIB = 1024
const MIB = KIB * KIB

const of = (id: string) => originOf(id, 'alice')
const words = { v: VERSION, by: 'bob', instance: 'j', seq: 0, status: 'completed', transitions: [], reason: 'ok' } as const
const end = (id: string, requesterInstance = 'i') => new End(of(id), requesterInstance, { ...words, transitions: [] })

test('an end is kept for a minute and not longer', () => {
  const clock = new ManualClock()
  const ends = new Ends(clock)
  ends.keep(end('a'), 100)
  clock.advance(60_000)
  const { origin, requesterInstance, message } = end('a')
  expect(ends.get(of('a'))).toMatchObject({ origin, requesterInstance, message })
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
  for (let i = 0; i < 100; i++) ends.keep(end('a', String(i)), MIB)
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
    ends.keep(end(id, `at-${clock.nowMs()}`), MIB)
    expect(ends.get(of(id))?.requesterInstance).toBe(`at-${clock.nowMs()}`)
  }
})

test('what its requester has heard is kept no more, and known; what it has not heard is kept', () => {
  const ends = new Ends(new ManualClock())
  for (const id of ['i-0', 'i-1', 'i-2', 'i-3', 'other']) ends.keep(end(id), 100)
  ends.heard('alice', 'i', [0, 2])
  const ids = ['i-0', 'i-1', 'i-2', 'i-3', 'other']
  expect(ids.filter((id) => ends.get(of(id)))).toEqual(['i-2', 'i-3', 'other'])
  expect(ids.filter((id) => ends.wasHeard(of(id)))).toEqual(['i-0', 'i-1'])
  ends.heard('alice', 'i', [3, 4])
  expect(ids.filter((id) => ends.get(of(id)))).toEqual(['i-2', 'other'])
  expect(ids.filter((id) => ends.wasHeard(of(id)))).toEqual(['i-0', 'i-1', 'i-3'])
})

test('what one instance has heard says nothing of another one’s, nor of what was never here', () => {
  const ends = new Ends(new ManualClock())
  for (const id of ['i-0', 'j-0']) ends.keep(end(id), 100)
  ends.heard('alice', 'j', [0, 9])
  ends.heard('bob', 'i', [0, 9])
  expect(['i-0', 'j-0', 'i-5', 'j-5'].map((id) => [ends.get(of(id)) !== undefined, ends.wasHeard(of(id))])).toEqual([
    [true, false],
    [false, true],
    [false, false],
    [false, false],
  ])
})

test('a hundred thousand that were heard push nobody out', () => {
  const ends = new Ends(new ManualClock())
  ends.keep(end('first'), 100)
  for (let n = 0; n < 100_000; n++) {
    ends.keep(end(`i-${n.toString(36)}`), 10 * KIB)
    ends.heard('alice', 'i', [0, n])
  }
  expect(ends.get(of('first'))).toBeDefined()
  const last = of(`i-${(99_999).toString(36)}`)
  expect([ends.get(last) !== undefined, ends.wasHeard(last)]).toEqual([true, false])
})

test('a thousand instances that heard all and went push out what is old: what is known of them has its price too', () => {
  const ends = new Ends(new ManualClock())
  ends.keep(end('first'), 100)
  for (let n = 0; n < 10_000; n++) {
    ends.keep(end(`i${n}-0`), 0)
    ends.heard('alice', `i${n}`, [0, 1])
  }
  expect(ends.get(of('first'))).toBeUndefined()
  expect([0, 9_999].map((n) => ends.wasHeard(of(`i${n}-0`)))).toEqual([false, true])
})

test('what was heard is known, and what was not is kept, also when it stands in the older half', () => {
  const ends = new Ends(new ManualClock())
  for (const id of ['i-0', 'i-1', 'i-2']) ends.keep(end(id), 100)
  ends.heard('alice', 'i', [0, 1])
  ends.keep(end('large'), 4 * MIB)
  ends.keep(end('i-3'), 100) // in the newer half
  ends.heard('alice', 'i', [0, 2])
  const ids = ['i-0', 'i-1', 'i-2', 'i-3', 'large']
  expect(ids.filter((id) => ends.get(of(id)))).toEqual(['i-2', 'i-3', 'large'])
  expect(ids.filter((id) => ends.wasHeard(of(id)))).toEqual(['i-0', 'i-1'])
})

test('what was never kept is not there', () => {
  expect(new Ends(new ManualClock()).get(of('toString'))).toBeUndefined()
})
