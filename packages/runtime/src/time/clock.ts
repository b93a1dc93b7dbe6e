/** The two clocks and the timer, passed in everywhere, so that a test may own time. */
export interface Clock {
  /** Milliseconds since 1970: for people. May step. */
  wallMs(): number
  /** Milliseconds since some moment: for every rule. Never steps. */
  nowMs(): number
  /** Calls once, after at least `ms`. Gives what takes it back. */
  after(ms: number, call: () => void): () => void
}

/** The longest time that the platform's timers hold; a longer one would fire at once. */
const LONGEST_MS = 2 ** 31 - 1

/** Taken once: as a global it is looked up, and made, anew each time. */
const monotonic = globalThis.performance

export const systemClock: Clock = {
  wallMs: () => Date.now(),
  nowMs: () => monotonic.now(),
  after(ms, call) {
    let timer = setTimeout(ms > LONGEST_MS ? goOn : call, Math.min(ms, LONGEST_MS))
    function goOn() {
      ms -= LONGEST_MS
      timer = setTimeout(ms > LONGEST_MS ? goOn : call, Math.min(ms, LONGEST_MS))
    }
    return () => clearTimeout(timer)
  },
}
