import { expect, test } from 'vitest'
import { ManualClock } from '../testing/manual-clock.ts'
import { Deadlines } from './deadlines.ts'

const item = (name: string) => ({ name, dueMs: -1, heldMs: -1, due: null })
type Item = ReturnType<typeof item>

function setUp() {
  const clock = new ManualClock()
  const startMs = clock.nowMs()
  const expired: [string, number][] = []
  const deadlines = new Deadlines<Item>(clock, ({ name }) => expired.push([name, clock.nowMs() - startMs]))
  return { clock, deadlines, expired }
}

test('nothing expires early, and nothing later than its grain allows', () => {
  const { clock, deadlines, expired } = setUp()
  const limits = [0, 1, 3, 4, 5, 99, 1_000, 8_191, 8_192, 60_001, 300_000]
  for (const limit of limits) deadlines.set(item(String(limit)), limit)
  clock.advance(400_000)
  expect(expired.map(([name]) => Number(name))).toEqual(limits)
  for (const [name, atMs] of expired) {
    expect(atMs).toBeGreaterThanOrEqual(Number(name))
    expect(atMs).toBeLessThanOrEqual(Number(name) + (Number(name) >= 8_192 ? 256 : 4))
  }
})

test('what is due at once expires in the order of its time, however late the timer comes', () => {
  const { clock, deadlines, expired } = setUp()
  for (const limit of [500, 900, 100]) deadlines.set(item(String(limit)), limit)
  clock.block(2_000)
  clock.advance(0)
  expect(expired.map(([name]) => name)).toEqual(['100', '500', '900'])
})

test('a deadline that was cleared or replaced does not fire', () => {
  const { clock, deadlines, expired } = setUp()
  const [cleared, replaced] = [item('cleared'), item('replaced')]
  deadlines.set(cleared, 50)
  deadlines.set(replaced, 50)
  deadlines.clear(cleared)
  deadlines.clear(cleared)
  deadlines.set(replaced, 500)
  clock.advance(499)
  expect(expired).toEqual([])
  clock.advance(10)
  expect(expired.map(([name]) => name)).toEqual(['replaced'])
})

test('a hundred thousand of one moment are one timer, and all expire', () => {
  const { clock, deadlines, expired } = setUp()
  const items = Array.from({ length: 250_000 }, (_, i) => item(String(i)))
  for (const one of items) deadlines.set(one, 60_000)
  expect(clock.timers).toBe(1)
  for (const one of items.slice(0, 50_000)) deadlines.clear(one)
  clock.advance(60_256)
  expect(expired).toHaveLength(200_000)
})

test('an earlier deadline takes the timer over, and the later one still comes', () => {
  const { clock, deadlines, expired } = setUp()
  deadlines.set(item('late'), 1_000)
  deadlines.set(item('early'), 10)
  expect(clock.timers).toBe(1)
  clock.advance(20)
  expect(expired.map(([name]) => name)).toEqual(['early'])
  clock.advance(1_000)
  expect(expired.map(([name]) => name)).toEqual(['early', 'late'])
})

test('no timer is armed for what has been cleared', () => {
  const { clock, deadlines, expired } = setUp()
  const cleared = item('cleared')
  deadlines.set(item('first'), 10)
  deadlines.set(cleared, 50)
  deadlines.clear(cleared)
  clock.advance(20)
  expect([expired.map(([name]) => name), clock.timers]).toEqual([['first'], 0])
})

test('one that expires may clear or set others that are due', () => {
  const clock = new ManualClock()
  const fired: string[] = []
  const [first, second, third] = [item('first'), item('second'), item('third')]
  const deadlines = new Deadlines<Item>(clock, ({ name }) => {
    fired.push(name)
    if (name !== 'first') return
    deadlines.clear(second)
    deadlines.set(third, 100)
  })
  for (const one of [first, second, third]) deadlines.set(one, 20)
  clock.advance(50)
  expect(fired).toEqual(['first'])
  clock.advance(100)
  expect(fired).toEqual(['first', 'third'])
})

test('what is left is told, to the end, and is infinite without a deadline', () => {
  const { clock, deadlines } = setUp()
  const one = item('one')
  expect(deadlines.remainingMs(one)).toBe(Number.POSITIVE_INFINITY)
  deadlines.set(one, 1_000)
  clock.advance(400)
  expect(deadlines.remainingMs(one)).toBe(600)
  deadlines.clear(one)
  expect(deadlines.remainingMs(one)).toBe(Number.POSITIVE_INFINITY)
})

test('a step of the wall clock moves no deadline', () => {
  const { clock, deadlines, expired } = setUp()
  deadlines.set(item('one'), 1_000)
  clock.stepWall(86_400_000)
  clock.advance(996)
  expect(expired).toEqual([])
  clock.advance(10)
  expect(expired).toHaveLength(1)
})

test('after it is closed no timer is set, and none fires: a process can end', () => {
  const { clock, deadlines, expired } = setUp()
  deadlines.set(item('before'), 10)
  deadlines.close()
  deadlines.set(item('after'), 10)
  expect(clock.timers).toBe(0)
  clock.advance(1_000)
  expect(expired).toEqual([])
})
