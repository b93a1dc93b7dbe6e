import { MAX_STEPS } from '@parley/protocol'
import { expect, test } from 'vitest'
import { anyStepDone, isMultiStep, isSingleStep, lastStepDone, NO_STEP, resolveSteps } from './steps.ts'

test('I-24 at least one step is done from index 0 on', () => {
  expect([NO_STEP, 0, 1, 7].map(anyStepDone)).toEqual([false, true, true, true])
})

test.each([
  [-1, [false, true, true]],
  [1, [false, true, true]],
  [2, [false, false, true]],
])('I-25 of %i steps the last is done: at index -1, 0, 1: %j', (steps, done) => {
  expect([-1, 0, 1].map((step) => lastStepDone(steps, step))).toEqual(done)
})

test('I-25 of 5 steps the last is done at index 4, not before', () => {
  expect([-1, 0, 1, 2, 3, 4, 5].map((step) => lastStepDone(5, step))).toEqual([false, false, false, false, false, true, true])
})

test.each([
  [-1, true, false],
  [1, true, false],
  [2, false, true],
  [5, false, true],
  ['<eval_steps>', false, true],
] as const)('I-26 %s: single step %s, several steps %s; I-27 a placeholder counts as several', (steps, single, multi) => {
  expect([isSingleStep(steps), isMultiStep(steps)]).toEqual([single, multi])
})

test('I-27 a placeholder is replaced by its number, and a number stays', () => {
  expect([resolveSteps('<eval_steps>', { '<eval_steps>': 20 }), resolveSteps(3, {}), resolveSteps(-1, {})]).toEqual([20, 3, -1])
})

test('I-27 to go by a placeholder that is not replaced is an error that names it and what is known', () => {
  const refusal = (known: string) => expect.objectContaining({ code: 'BAD_REQUEST', message: expect.stringContaining(known) })
  expect(() => lastStepDone('<eval_steps>', 0)).toThrow(refusal('"<eval_steps>"'))
  expect(() => resolveSteps('<eval_steps>', { '<steps>': 1 })).toThrow(refusal('"<eval_steps>" stands for no number; known are: <steps>'))
  expect(() => resolveSteps('toString', {})).toThrow(refusal('"toString"'))
})

test.each([0, -1, 1.5, Number.NaN, MAX_STEPS + 1, '3'])('I-27 a placeholder that stands for %s is an error', (number) => {
  expect(() => resolveSteps('<n>', { '<n>': number as number })).toThrow(/numSteps: <n> stands for .*, expected a whole number from 1/)
})
