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

/** The life cycle, whole: every edge that is not here is illegal. Asked three times for each interaction at each end, so it is no list. */
export function canBecome(from: InteractionStatus, to: InteractionStatus): boolean {
  switch (from) {
    case 'created':
      return to === 'requested' || to === 'received' || to === 'lazy' || to === 'completed'
    case 'requested':
    case 'received':
    case 'lazy':
    case 'paused':
      return to === 'running' || to === 'completed'
    case 'running':
      return to === 'paused' || to === 'completed'
    case 'completed':
      return false
  }
}

/** The same, to look at. */
export const TRANSITIONS = Object.fromEntries<readonly InteractionStatus[]>(
  STATUSES.map((from) => [from, STATUSES.filter((to) => canBecome(from, to))]),
) as Readonly<Record<InteractionStatus, readonly InteractionStatus[]>>

export class IllegalTransitionError extends ParleyError {
  readonly from: InteractionStatus
  readonly to: InteractionStatus

  constructor(from: InteractionStatus, to: InteractionStatus) {
    super('ILLEGAL_TRANSITION', `an interaction that is ${from} cannot become ${to}, only ${TRANSITIONS[from].join(' or ') || 'nothing'}`)
    this.from = from
    this.to = to
  }
}

/** The new status. Throws {@link IllegalTransitionError} where the table has no such edge. */
export function transition(from: InteractionStatus, to: InteractionStatus): InteractionStatus {
  if (!canBecome(from, to)) throw new IllegalTransitionError(from, to)
  return to
}
