import { expect, test } from 'vitest'
import { DEFAULT_STEP_MS, isDelayed, isExpired, limitsOf, shorterOf, timedOut, timeLeftMs } from './limits.ts'

const NEVER = Number.POSITIVE_INFINITY
const limits = limitsOf({ totalMs: 100, stepMs: 30 }, 5)

test.each([0, -1])('I-32 nothing is timed out while it has not begun: starting time %i, whatever the limits', (startedMs) => {
  expect(timedOut(limits, { startedMs, steppedMs: 1 }, 1_000_000)).toBeNull()
  expect(timeLeftMs(limits, { startedMs, steppedMs: 1 }, 1_000_000)).toBe(NEVER)
})

test('I-32 the two times are independent: either may be there without the other', () => {
  expect(timedOut(limits, { startedMs: 1_000, steppedMs: 0 }, 1_050)).toBeNull()
  expect(timedOut(limits, { startedMs: 1_000, steppedMs: 1_010 }, 1_050)).toBe('step')
})

test('I-33 the total limit passes once its time is over since the start', () => {
  const progress = { startedMs: 1_000, steppedMs: 0 }
  expect([1_099.9, 1_100, 5_000].map((now) => timedOut(limits, progress, now))).toEqual([null, 'total', 'total'])
})

test.each([undefined, 0, -1])('I-33 a total limit of %s is none', (totalMs) => {
  const none = limitsOf(totalMs === undefined ? {} : { totalMs }, 1)
  expect(timedOut(none, { startedMs: 1, steppedMs: 1 }, 1e12)).toBeNull()
  expect(timeLeftMs(none, { startedMs: 1, steppedMs: 1 }, 1e12)).toBe(NEVER)
})

test('I-33 the step limit passes once its time is over since the last step, and only when there is a baseline', () => {
  expect([1_029, 1_030].map((now) => timedOut(limits, { startedMs: 1_000, steppedMs: 1_000 }, now))).toEqual([null, 'step'])
  expect([0, -1].map((steppedMs) => timedOut(limits, { startedMs: 1_000, steppedMs }, 1_099))).toEqual([null, null])
})

test('I-33 a later baseline moves the step limit forward', () => {
  expect(timedOut(limits, { startedMs: 1_000, steppedMs: 1_025 }, 1_040)).toBeNull()
  expect(timeLeftMs(limits, { startedMs: 1_000, steppedMs: 1_025 }, 1_040)).toBe(15)
})

test('I-33 the total is looked at before the step, and either alone suffices', () => {
  expect(timedOut(limits, { startedMs: 1_000, steppedMs: 1_000 }, 2_000)).toBe('total')
  expect(timedOut(limitsOf({ stepMs: 30 }, 1), { startedMs: 1_000, steppedMs: 1_000 }, 2_000)).toBe('step')
  expect(timedOut(limitsOf({ totalMs: 100 }, 1), { startedMs: 1_000, steppedMs: 1_000 }, 2_000)).toBe('total')
})

test('I-33 what is left is the nearer of both, and never less than nothing', () => {
  const progress = { startedMs: 1_000, steppedMs: 1_080 }
  expect([1_085, 1_099, 1_200].map((now) => timeLeftMs(limits, progress, now))).toEqual([15, 1, 0])
})

test('I-34 delayed until the delay has passed, and never without one', () => {
  const delayed = limitsOf({ delayMs: 50 }, 1)
  expect([1_000, 1_049, 1_050].map((now) => isDelayed(delayed, 1_000, now))).toEqual([true, true, false])
  for (const delayMs of [0, -5]) expect(isDelayed(limitsOf({ delayMs }, 1), 1_000, 1_000)).toBe(false)
  expect(isDelayed(limitsOf({}, 1), 1_000, 1_000)).toBe(false)
})

test.each([null, undefined])('I-35 limits without a bound action (%s) are an error that says so', (action) => {
  expect(() => limitsOf(action, 1)).toThrow(
    expect.objectContaining({ code: 'BAD_DEFINITION', message: expect.stringContaining('bound to no action') }),
  )
})

test.each([
  [100, 50, 50],
  [50, 100, 50],
  [100, -1, 100],
  [undefined, 70, 70],
  [0, undefined, NEVER],
])('I-36 expired by the smaller positive one of the holder’s limit %s and its own %s: after %s ms', (holderMs, ownMs, afterMs) => {
  expect(shorterOf(holderMs, ownMs)).toBe(afterMs)
  const [before, after] = afterMs === NEVER ? [1e12, null] : [1_000 + afterMs - 1, 1_000 + afterMs]
  expect(isExpired(1_000, before, holderMs, ownMs)).toBe(false)
  if (after !== null) expect(isExpired(1_000, after, holderMs, ownMs)).toBe(true)
})

test.each([
  [5, undefined, DEFAULT_STEP_MS],
  ['<eval_steps>', undefined, DEFAULT_STEP_MS],
  [5, 200, 200],
  [5, 0, NEVER],
  [1, undefined, NEVER],
  [-1, undefined, NEVER],
])('I-36 %s steps of an action whose step limit is %s: %s ms a step', (steps, stepMs, expected) => {
  expect(limitsOf(stepMs === undefined ? {} : { stepMs }, steps).stepMs).toBe(expected)
  expect(DEFAULT_STEP_MS).toBe(10_000)
})
