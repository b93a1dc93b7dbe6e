import { ParleyError } from '@parley/protocol'
import { isMultiStep, type Steps } from './steps.ts'

/** From one step to the next, for interactions of several steps whose action does not say: a writer that is stuck is found, one that thinks is not. */
export const DEFAULT_STEP_MS = 10_000

/** What an action says of time. Absent, 0 or less: no such limit. */
export interface ActionTimes {
  readonly totalMs?: number
  readonly stepMs?: number
  readonly delayMs?: number
}

/** The limits of one interaction. Infinity: none. */
export interface Limits {
  readonly totalMs: number
  readonly stepMs: number
  /** How long it waits before it may start; 0: not at all. */
  readonly delayMs: number
}

const positive = (limitMs: number | undefined): number => (limitMs !== undefined && limitMs > 0 ? limitMs : Number.POSITIVE_INFINITY)

/**
 * The limits of an interaction that is bound to an action. One of several steps has a step limit unless its action refuses it with 0.
 * Throws ParleyError BAD_DEFINITION without an action.
 */
export function limitsOf(action: ActionTimes | null | undefined, steps: Steps): Limits {
  if (!action) throw new ParleyError('BAD_DEFINITION', 'limits: the interaction is bound to no action, and limits are an action’s')
  const { totalMs, stepMs = isMultiStep(steps) ? DEFAULT_STEP_MS : 0, delayMs = 0 } = action
  return { totalMs: positive(totalMs), stepMs: positive(stepMs), delayMs: Math.max(0, delayMs) }
}

/** The smaller of two limits that are above 0; Infinity when neither is. */
export const shorterOf = (oneMs: number | undefined, otherMs: number | undefined): number => Math.min(positive(oneMs), positive(otherMs))
