/** The two clocks and the timer, passed in everywhere, so that a test may own time. */
export interface Clock {
  /** Milliseconds since 1970: for people. May step. */
  wallMs(): number
  /** Milliseconds since some moment: for every rule. Never steps. */
  nowMs(): number
  /** Calls once, after at least `ms`. Gives what takes it back. */
  after(ms: number, call: () => void): () => void
}

export const systemClock: Clock = {
  wallMs: () => Date.now(),
  nowMs: () => performance.now(),
  after(ms, call) {
    const timer = setTimeout(call, ms)
    return () => clearTimeout(timer)
  },
}
