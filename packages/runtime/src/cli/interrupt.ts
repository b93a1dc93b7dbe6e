/** Ctrl-C reaches the whole group, and who stands between may pass it on: what comes within this time is the same key. */
const SAME_KEY_MS = 300

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
type Listened = (typeof SIGNALS)[number]

/**
 * Ctrl-C and its kin, as two abort signals.
 * I1 `signal` fires once, with the first of them; `again` with the second, for whoever does not want to wait.
 * I2 A third ends the process on the spot: what it has started is ended by its keeper.
 */
export class Interrupt {
  readonly #first = new AbortController()
  readonly #second = new AbortController()
  #heardMs = Number.NEGATIVE_INFINITY
  #name: NodeJS.Signals | undefined

  get signal(): AbortSignal {
    return this.#first.signal
  }

  get again(): AbortSignal {
    return this.#second.signal
  }

  /** Which one came last. */
  get name(): NodeJS.Signals | undefined {
    return this.#name
  }

  /** Takes the signals of this process from now on. */
  listen(): this {
    for (const name of SIGNALS) process.on(name, (heard: Listened) => this.raise(heard, performance.now()))
    return this
  }

  raise(name: NodeJS.Signals, nowMs: number): void {
    if (name === this.#name && nowMs - this.#heardMs < SAME_KEY_MS) return
    this.#heardMs = nowMs
    this.#name = name
    if (this.#second.signal.aborted) process.exit(1)
    if (this.#first.signal.aborted) this.#second.abort()
    else this.#first.abort()
  }

  /** Settles with what the work gives, or with `undefined` as soon as the first signal comes; the work is left to itself then. */
  async orEnd<T>(work: Promise<T>): Promise<T | undefined> {
    const { signal } = this
    if (signal.aborted) return undefined
    let stop = () => {}
    const interrupted = new Promise<undefined>((resolve) => {
      stop = () => resolve(undefined)
      signal.addEventListener('abort', stop, { once: true })
    })
    try {
      return await Promise.race([work, interrupted])
    } finally {
      signal.removeEventListener('abort', stop)
    }
  }
}
