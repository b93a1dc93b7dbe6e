import { expect, test } from 'vitest'
import { DEFAULT_STEP_MS, limitsOf, shorterOf } from './limits.ts'

const NEVER = Number.POSITIVE_INFINITY

test.each([undefined, 0, -1])('I-33, I-34 a limit or a delay of %s is none', (ms) => {
  const times = ms === undefined ? {} : { totalMs: ms, stepMs: ms, delayMs: ms }
  expect(limitsOf(times, 1)).toEqual({ totalMs: NEVER, stepMs: NEVER, delayMs: 0 })
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
])('I-36 of two limits, %s and %s, the smaller positive one counts: %s ms', (one, other, shorter) => {
  expect(shorterOf(one, other)).toBe(shorter)
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
