import { ParleyError } from './errors.ts'

/** Where an interaction stands. */
export const STATUSES = ['created', 'requested', 'received', 'lazy', 'running', 'paused', 'completed'] as const
export type InteractionStatus = (typeof STATUSES)[number]

/** Why an interaction completed. */
export const COMPLETION_REASONS = ['ok', 'error', 'timeout', 'rejected', 'cancelled', 'disconnected', 'discarded'] as const
export type CompletionReason = (typeof COMPLETION_REASONS)[number]

/** How an agent holds an interaction: it asked, it was asked, it made it for itself. */
export const HOLDINGS = ['sent', 'received', 'lazy'] as const
export type Holding = (typeof HOLDINGS)[number]

/** The life cycle, whole: every edge that is not here is illegal. */
export const TRANSITIONS: Readonly<Record<InteractionStatus, readonly InteractionStatus[]>> = {
  created: ['requested', 'received', 'lazy', 'completed'],
  requested: ['running', 'completed'],
  received: ['running', 'completed'],
  lazy: ['running', 'completed'],
  running: ['paused', 'completed'],
  paused: ['running', 'completed'],
  completed: [],
}

export class IllegalTransitionError extends ParleyError {
  readonly from: InteractionStatus
  readonly to: InteractionStatus

  constructor(from: InteractionStatus, to: InteractionStatus) {
    super('ILLEGAL_TRANSITION', `an interaction that is ${from} cannot become ${to}, only ${TRANSITIONS[from].join(' or ') || 'nothing'}`)
    this.from = from
    this.to = to
  }
}

export const canBecome = (from: InteractionStatus, to: InteractionStatus): boolean => TRANSITIONS[from].includes(to)

/** The new status. Throws {@link IllegalTransitionError} where the table has no such edge. */
export function transition(from: InteractionStatus, to: InteractionStatus): InteractionStatus {
  if (!canBecome(from, to)) throw new IllegalTransitionError(from, to)
  return to
}
