import { CREDIT_BYTES } from './credit.ts'

/**
 * How far a writer is told to go: the reader's side of back-pressure.
 *
 * G1. What was granted and not consumed is at most the window, or what fits CREDIT_BYTES of samples as heavy as the heaviest since the last grant.
 * G2. A grant is given again whenever half a window was consumed, so that a writer that stops at C1 (credit.ts) is always let go on.
 */
export class Grants {
  readonly #window: number
  readonly #give: (upTo: number) => void
  #consumed = -1
  #grantedAt = -1
  #heaviest = 1

  constructor(window: number, give: (upTo: number) => void) {
    this.#window = window
    this.#give = give
  }

  /** The weight of a sample that has come. */
  arrived(weight: number): void {
    if (weight > this.#heaviest) this.#heaviest = weight
  }

  /** All up to this tag was read, or dropped. */
  consumed(tag: number): void {
    this.#consumed = tag
    if (this.#consumed - this.#grantedAt >= this.#size() / 2) this.renew()
  }

  /** Says it, or says it again. */
  renew(): void {
    this.#give(this.#consumed + this.#size())
    this.#grantedAt = this.#consumed
    this.#heaviest = 1
  }

  #size(): number {
    return Math.max(1, Math.min(this.#window, Math.floor(CREDIT_BYTES / this.#heaviest)))
  }
}
