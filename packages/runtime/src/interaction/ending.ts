import { type CompletionReason, type ErrorCode, type Wire, type WireError, wireError } from '@parley/protocol'

/** How an interaction ended at one target: the reason, and what goes with it. */
export interface Ending {
  readonly reason: CompletionReason
  readonly result?: Wire
  readonly error?: WireError
  /** The behaviour's state that was reached. */
  readonly state?: string
}

export const succeeded = (result?: Wire): Ending => (result === undefined ? { reason: 'ok' } : { reason: 'ok', result })

export const ended = (
  reason: CompletionReason,
  code: ErrorCode,
  message: string,
  more?: { retryAfterMs?: number; details?: Wire },
): Ending => ({
  reason,
  error: wireError(code, message, more),
})

export const rejected = (code: ErrorCode, message: string, more?: { retryAfterMs?: number }): Ending =>
  ended('rejected', code, message, more)

/** What an instance held when it went. Whether it had run, nobody can say. */
export const goneEnding = (name: string): Ending =>
  ended('disconnected', 'DISCONNECTED', `the instance of ${name} that had it is gone`, { details: { executed: 'unknown' } })
