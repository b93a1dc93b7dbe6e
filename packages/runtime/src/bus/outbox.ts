import { ParleyError } from '@parley/protocol'

/** What may wait for the broker to come back. Above it a send fails with a clear error: memory is not a queue. */
export const OUTBOX_BYTES = 16 * 1024 * 1024

export interface Letter {
  readonly subject: string
  readonly data: Uint8Array
  readonly reply?: string | undefined
}

/** What is published while the broker is away, in order. The client would drop it without a word. */
export class Outbox {
  readonly #limit: number
  #letters: Letter[] = []
  #bytes = 0

  constructor(limitBytes: number = OUTBOX_BYTES) {
    this.#limit = limitBytes
  }

  /** Throws ParleyError BUFFER_FULL. */
  put(letter: Letter): void {
    const bytes = letter.data.length + letter.subject.length
    if (this.#bytes + bytes > this.#limit)
      throw new ParleyError('BUFFER_FULL', `the broker is away and ${this.#bytes} bytes wait for it, the limit is ${this.#limit}`)
    this.#letters.push(letter)
    this.#bytes += bytes
  }

  /** Everything that waits; the outbox is empty after it. */
  take(): Letter[] {
    const letters = this.#letters
    this.#letters = []
    this.#bytes = 0
    return letters
  }
}
