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

/** When an interaction began, and when its last step ended, by the clock of the rules; 0: not yet. Independent of each other. */
export interface Progress {
  readonly startedMs: number
  readonly steppedMs: number
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

/** Which limit has passed; the total first. Never before it has begun. */
export function timedOut(limits: Limits, { startedMs, steppedMs }: Progress, nowMs: number): 'total' | 'step' | null {
  if (startedMs <= 0) return null
  if (nowMs - startedMs >= limits.totalMs) return 'total'
  return steppedMs > 0 && nowMs - steppedMs >= limits.stepMs ? 'step' : null
}

/** How long until a limit passes; Infinity while none can. For a timer, so that nothing polls. */
export function timeLeftMs(limits: Limits, { startedMs, steppedMs }: Progress, nowMs: number): number {
  if (startedMs <= 0) return Number.POSITIVE_INFINITY
  const total = startedMs + limits.totalMs - nowMs
  const step = steppedMs > 0 ? steppedMs + limits.stepMs - nowMs : Number.POSITIVE_INFINITY
  return Math.max(0, Math.min(total, step))
}

/** Whether it may not start yet: `sinceMs` is when it came. */
export const isDelayed = ({ delayMs }: Limits, sinceMs: number, nowMs: number): boolean => nowMs - sinceMs < delayMs

/** The smaller of two limits that are above 0; Infinity when neither is. */
export const shorterOf = (oneMs: number | undefined, otherMs: number | undefined): number => Math.min(positive(oneMs), positive(otherMs))

/** Whether something that has been open since `sinceMs` is older than the smaller of its own limit and its holder's. */
export const isExpired = (sinceMs: number, nowMs: number, holderMs: number | undefined, ownMs: number | undefined): boolean =>
  nowMs - sinceMs >= shorterOf(holderMs, ownMs)
