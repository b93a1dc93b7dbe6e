import { type CompletionReason, type ErrorCode, isErrorCode, ParleyError, type Wire, type WireError } from '@parley/protocol'
import type { Ending } from './ending.ts'

/** How an interaction that did not end `ok` reaches whoever waits for its result. */
export class InteractionError extends ParleyError {
  readonly reason: CompletionReason
  /** `{id}_{requester}`. */
  readonly uuid: string
  readonly target: string
  /** When to try again at the earliest. */
  readonly retryAfterMs: number | undefined
  readonly details: Wire | undefined

  constructor(uuid: string, target: string, { reason, error }: Ending) {
    const told: WireError = error ?? { code: 'HANDLER_FAILED', message: reason, retryable: false }
    super(isErrorCode(told.code) ? told.code : 'HANDLER_FAILED', `${target}: ${told.message}`, { retryable: told.retryable })
    // A newer peer may know codes that this end does not: the code is passed on as it came.
    if (this.code !== told.code) Object.defineProperty(this, 'code', { value: told.code as ErrorCode, enumerable: true })
    this.uuid = uuid
    this.target = target
    this.reason = reason
    this.retryAfterMs = told.retryAfterMs
    this.details = told.details
  }
}
