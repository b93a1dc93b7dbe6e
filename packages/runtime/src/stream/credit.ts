/** Bytes that may be on the way between two credits: a reader that stops reading costs its process no more than this and what it has granted. */
export const CREDIT_BYTES = 8 * 1024 * 1024

/**
 * How far a writer may go: the writer's side of back-pressure. The last credit said counts.
 *
 * C1. Nothing is written beyond `upTo`, nor more than CREDIT_BYTES from one credit to the next.
 * C2. Whoever waits goes on with the next credit, or when it is closed.
 */
export class Credit {
  #upTo: number
  #bytes = 0
  #wait: { promise: Promise<void>; resolve: () => void } | null = null
  #closed = false

  /** `upTo`: the last tag that may go before the first credit comes; Infinity for a reader that gives none. */
  constructor(upTo: number) {
    this.#upTo = upTo
  }

  /** Null when a sample with this tag may go now; else what to wait for before asking again. */
  room(tag: number): Promise<void> | null {
    if (this.#closed || (tag <= this.#upTo && (this.#bytes < CREDIT_BYTES || this.#upTo === Number.POSITIVE_INFINITY))) return null
    if (!this.#wait) {
      let resolve = () => {}
      const promise = new Promise<void>((done) => {
        resolve = done
      })
      this.#wait = { promise, resolve }
    }
    return this.#wait.promise
  }

  /** Somebody waits for more. */
  get awaited(): boolean {
    return this.#wait !== null
  }

  spent(bytes: number): void {
    this.#bytes += bytes
  }

  grant(upTo: number): void {
    this.#upTo = upTo
    this.#bytes = 0
    this.#wake()
  }

  /** Nobody reads any more: nobody waits any more. */
  close(): void {
    this.#closed = true
    this.#wake()
  }

  #wake(): void {
    const wait = this.#wait
    this.#wait = null
    wait?.resolve()
  }
}
