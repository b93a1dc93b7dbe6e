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
  expect(ends.get('a')).toMatchObject(end('a'))
  clock.advance(1)
  expect(ends.get('a')).toBeUndefined()
})

test('together they take eight MiB at most: the oldest go first', () => {
  const ends = new Ends(new ManualClock())
  for (let i = 0; i < 20; i++) ends.keep(String(i), end(String(i)), MIB)
  const kept = Array.from({ length: 20 }, (_, i) => i).filter((i) => ends.get(String(i)))
  expect(kept).toEqual([16, 17, 18, 19])
})

test('small ones cost more than their bytes: their number is bounded too', () => {
  const ends = new Ends(new ManualClock())
  for (let i = 0; i < 100_000; i++) ends.keep(String(i), end('x'), 10)
  let kept = 0
  for (let i = 0; i < 100_000; i++) if (ends.get(String(i))) kept++
  expect(kept).toBeGreaterThan(7_000)
  expect(kept).toBeLessThan(20_000)
})

test('one that is kept twice is the later one, and takes its room once', () => {
  const ends = new Ends(new ManualClock())
  for (let i = 0; i < 100; i++) ends.keep('a', { ...end('a'), id: String(i) }, MIB)
  ends.keep('b', end('b'), 5 * MIB)
  expect(ends.get('a')?.id).toBe('99')
  expect(ends.get('b')).toBeDefined()
})

test('what was never kept is not there', () => {
  expect(new Ends(new ManualClock()).get('toString')).toBeUndefined()
})
