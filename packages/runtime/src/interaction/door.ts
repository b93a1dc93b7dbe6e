interface Parts {
  /** Joins the queue group; gives what leaves it. */
  readonly join: () => () => void
  /** How full the instance is: 0 empty, 1 and above full. */
  readonly fullness: () => number
}

/** Above this it stays out once it has been full, so that it does not come and go with every request. */
const REJOIN_BELOW = 0.9

/** Whether this instance takes requests: a full one leaves the queue group, so that the broker gives its share to its twins. */
export class Door {
  readonly #parts: Parts
  #leave: (() => void) | null = null
  #closed = false

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Opens or closes by how full the instance is now. */
  check(): void {
    if (this.#leave) {
      if (this.#parts.fullness() >= 1) this.#out()
    } else if (!this.#closed && this.#parts.fullness() < REJOIN_BELOW) this.#leave = this.#parts.join()
  }

  /** For good: the agent goes. */
  close(): void {
    this.#closed = true
    this.#out()
  }

  #out(): void {
    this.#leave?.()
    this.#leave = null
  }
}
