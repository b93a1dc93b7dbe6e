import { expect, test } from 'vitest'
import { ManualClock } from './manual-clock.ts'

const record = (clock: ManualClock) => {
  const fired: [string, number][] = []
  const startMs = clock.nowMs()
  return { fired, note: (name: string) => () => void fired.push([name, clock.nowMs() - startMs]) }
}

test('time stands still until it is moved', async () => {
  const clock = new ManualClock()
  const { fired, note } = record(clock)
  clock.after(0, note('a'))
  await clock.settle()
  expect(fired).toEqual([])
  clock.advance(0)
  expect(fired).toEqual([['a', 0]])
})

test('timers fire at their own time, in order, those of one moment in the order in which they were set', () => {
  const clock = new ManualClock()
  const { fired, note } = record(clock)
  clock.after(20, note('late'))
  clock.after(10, note('first'))
  clock.after(10, note('second'))
  clock.after(31, note('not yet'))
  clock.advance(30)
  expect(fired).toEqual([
    ['first', 10],
    ['second', 10],
    ['late', 20],
  ])
  expect(clock.timers).toBe(1)
})

test('a timer that is set while time moves fires in the same move', () => {
  const clock = new ManualClock()
  const { fired, note } = record(clock)
  clock.after(10, () => clock.after(10, note('inner')))
  clock.after(25, note('outer'))
  clock.advance(30)
  expect(fired).toEqual([
    ['inner', 20],
    ['outer', 25],
  ])
})

test('a timer that was taken back does not fire, nor does taking it back twice take another', () => {
  const clock = new ManualClock()
  const { fired, note } = record(clock)
  const back = clock.after(10, note('taken'))
  clock.after(10, note('kept'))
  back()
  back()
  clock.advance(10)
  back()
  expect(fired.map(([name]) => name)).toEqual(['kept'])
})

test('promises run between the timers when time passes, and a timer set by them counts from then', async () => {
  const clock = new ManualClock()
  const { fired, note } = record(clock)
  clock.after(10, async () => {
    await new Promise((next) => setImmediate(next))
    clock.after(5, note('from a promise'))
  })
  clock.after(20, note('after it'))
  await clock.pass(20)
  expect(fired).toEqual([
    ['from a promise', 15],
    ['after it', 20],
  ])
})

test('the wall clock can step; the clock of the rules and its timers do not notice', () => {
  const clock = new ManualClock(Date.UTC(2026, 5, 1))
  const { fired, note } = record(clock)
  clock.after(10, note('a'))
  clock.stepWall(-3_600_000)
  expect(clock.wallMs()).toBe(Date.UTC(2026, 4, 31, 23))
  clock.advance(10)
  expect(clock.wallMs()).toBe(Date.UTC(2026, 4, 31, 23) + 10)
  expect(fired).toEqual([['a', 10]])
})

test('a timer that sets itself again at once is an error, not a test that hangs', () => {
  const clock = new ManualClock()
  const again = () => void clock.after(0, again)
  again()
  expect(() => clock.advance(1)).toThrow(/sets itself again/)
})
