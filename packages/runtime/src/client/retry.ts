import type { Ending } from '../interaction/ending.ts'
import type { SendOptions } from './call.ts'

/** Before the first repetition of a failed send, and at most. Doubled each time, and spread, so that a thousand callers do not come back as one. */
const RETRY_MS = 50
const RETRY_MAX_MS = 5_000

/** The repetitions that one send still has. */
export class Retries {
  readonly #policy: SendOptions['retry']
  readonly #random: () => number
  #used = 0

  constructor(policy: SendOptions['retry'], random: () => number) {
    this.#policy = policy
    this.#random = random
  }

  /** How long to wait before it is sent again; null when this is the end. */
  next({ reason, error }: Ending): number | null {
    const policy = this.#policy
    if (!policy || reason === 'ok' || this.#used >= policy.max) return null
    if (!policy.on.includes(reason) && !policy.on.includes(error?.code ?? reason)) return null
    return Math.min(RETRY_MS * 2 ** this.#used++, RETRY_MAX_MS) * (0.5 + this.#random() / 2)
  }

  /** Nobody waits for another one. */
  stop(): void {
    this.#used = Number.POSITIVE_INFINITY
  }
}
