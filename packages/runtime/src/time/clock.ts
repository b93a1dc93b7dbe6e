/** The two clocks and the timer, passed in everywhere, so that a test may own time. */
export interface Clock {
  /** Milliseconds since 1970: for people. May step. */
  wallMs(): number
  /** Milliseconds since some moment: for every rule. Never steps. */
  nowMs(): number
  /** For people, when a moment was that `nowMs` told not long ago: one look serves both. */
  wallAt(nowMs: number): number
  /** Calls once, after at least `ms`. Gives what takes it back. */
  after(ms: number, call: () => void): () => void
}

/** The longest time that the platform's timers hold; a longer one would fire at once. */
const LONGEST_MS = 2 ** 31 - 1

/** Taken once: as a global it is looked up, and made, anew each time. */
const monotonic = globalThis.performance

/** For so long one comparison of the clocks counts. */
const COMPARED_MS = 100
/** What the wall clock is ahead, and until when that counts. It changes when that clock steps, or the machine has slept. */
const ahead = { ms: monotonic.timeOrigin, untilMs: 0 }
/** What two looks, one after the other, may differ by. */
const INEXACT_MS = 2

function compare(): void {
  const [wallMs, nowMs] = [Date.now(), monotonic.now()]
  if (Math.abs(wallMs - nowMs - ahead.ms) > INEXACT_MS) ahead.ms = wallMs - nowMs
  ahead.untilMs = nowMs + COMPARED_MS
}

export const systemClock: Clock = {
  wallMs: () => Date.now(),
  nowMs: () => monotonic.now(),
  wallAt(nowMs) {
    if (nowMs >= ahead.untilMs) compare()
    return Math.floor(nowMs + ahead.ms)
  },
  after(ms, call) {
    let timer = setTimeout(ms > LONGEST_MS ? goOn : call, Math.min(ms, LONGEST_MS))
    function goOn() {
      ms -= LONGEST_MS
      timer = setTimeout(ms > LONGEST_MS ? goOn : call, Math.min(ms, LONGEST_MS))
    }
    return () => clearTimeout(timer)
  },
}
