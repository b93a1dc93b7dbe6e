import { type Wire, weightOf } from '@parley/protocol'
import { CREDIT_BYTES } from './credit.ts'

/**
 * How far a writer is told to go: the reader's side of back-pressure.
 *
 * G1. What was granted and not consumed is at most the window, or what fits CREDIT_BYTES of samples as heavy as the heaviest of late.
 * G2. A grant is given again whenever half of the last one was consumed, or half of what would be granted now: a writer that stops at C1
 *     (credit.ts) is always let go on, also where light samples follow heavy ones.
 */
export class Grants {
  readonly #window: number
  readonly #give: (upTo: number) => void
  #consumed = -1
  #grantedAt = -1
  #granted: number
  #heaviest = 1
  /** Of what came before the last grant, and may be unread. */
  #heaviestBefore = 1

  constructor(window: number, give: (upTo: number) => void) {
    this.#window = window
    this.#granted = window
    this.#give = give
  }

  /** What has come. */
  arrived(data: readonly Wire[]): void {
    for (const value of data) {
      const weight = weightOf(value)
      if (weight > this.#heaviest) this.#heaviest = weight
    }
  }

  /** All up to this tag was read, or dropped. */
  consumed(tag: number): void {
    if (tag <= this.#consumed) return
    this.#consumed = tag
    if (this.#consumed - this.#grantedAt >= Math.min(this.#granted, this.#size()) / 2) this.renew()
  }

  /** Says it, or says it again. */
  renew(): void {
    this.#granted = this.#size()
    if (this.#consumed > this.#grantedAt) {
      this.#heaviestBefore = this.#heaviest
      this.#heaviest = 1
    }
    this.#grantedAt = this.#consumed
    this.#give(this.#consumed + this.#granted)
  }

  #size(): number {
    return Math.max(1, Math.min(this.#window, Math.floor(CREDIT_BYTES / Math.max(this.#heaviest, this.#heaviestBefore))))
  }
}
