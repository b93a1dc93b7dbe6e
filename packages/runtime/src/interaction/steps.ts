import { kindOf, MAX_STEPS, ParleyError } from '@parley/protocol'

/** How many steps an interaction has: a number, -1 for one that carries no data, or a placeholder that its target replaces. */
export type Steps = number | string

/** What the placeholders of an agent stand for: `{ '<eval_steps>': 20 }`. */
export type Placeholders = Readonly<Record<string, number>>

/** The index of the last step that was done, before there is one. */
export const NO_STEP = -1

/** One step: a single sample, or none at all. */
export const isSingleStep = (steps: Steps): boolean => steps === 1 || (typeof steps === 'number' && steps < 0)

/** More than one step. A placeholder counts as many: nobody can say yet. */
export const isMultiStep = (steps: Steps): boolean => typeof steps === 'string' || steps > 1

/** `step`: the index of the last one that was done. */
export const anyStepDone = (step: number): boolean => step > NO_STEP

/** Whether the step of this index was the last. Without data there is one. Throws ParleyError BAD_REQUEST for a placeholder. */
export function lastStepDone(steps: Steps, step: number): boolean {
  if (typeof steps === 'string') throw unresolved(steps, {})
  return steps < 0 ? anyStepDone(step) : step >= steps - 1
}

/** The number of steps, once a placeholder is replaced. Throws ParleyError BAD_REQUEST for one that stands for nothing. */
export function resolveSteps(steps: Steps, placeholders: Placeholders): number {
  if (typeof steps === 'number') return steps
  const number = Object.hasOwn(placeholders, steps) ? placeholders[steps] : undefined
  if (number === undefined) throw unresolved(steps, placeholders)
  if (!(Number.isInteger(number) && number > 0 && number <= MAX_STEPS))
    throw new ParleyError('BAD_REQUEST', `numSteps: ${steps} stands for ${textOf(number)}, expected a whole number from 1 to ${MAX_STEPS}`)
  return number
}

const textOf = (value: unknown): string => (typeof value === 'number' ? String(value) : kindOf(value))

function unresolved(placeholder: string, placeholders: Placeholders): ParleyError {
  const known = Object.keys(placeholders).join(', ')
  return new ParleyError('BAD_REQUEST', `numSteps: ${JSON.stringify(placeholder)} stands for no number; known are: ${known || 'none'}`)
}
