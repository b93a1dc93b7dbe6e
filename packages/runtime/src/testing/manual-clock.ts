import type { Clock } from '../time/clock.ts'

interface Timer {
  readonly dueMs: number
  readonly call: () => void
}

/** Turns of the event loop that let pass what hangs on promises, on setImmediate and on a memory bus: enough for several round trips. */
const TURNS = 16
/** Timers that one advance may fire: more is a timer that sets itself again at once. */
const MAX_TIMERS = 1_000_000

/** Time that stands still until a test moves it. Both of its clocks begin at values that no rule should depend on. */
export class ManualClock implements Clock {
  #now = 1_000
  #wallOffset: number
  readonly #timers: Timer[] = []

  constructor(wallMs: number = Date.UTC(2026, 0, 1)) {
    this.#wallOffset = wallMs - this.#now
  }

  nowMs(): number {
    return this.#now
  }

  wallMs(): number {
    return this.#now + this.#wallOffset
  }

  wallAt(nowMs: number): number {
    return nowMs + this.#wallOffset
  }

  /** How many timers are set. */
  get timers(): number {
    return this.#timers.length
  }

  after(ms: number, call: () => void): () => void {
    const timer: Timer = { dueMs: this.#now + Math.max(0, ms), call }
    const later = this.#timers.findIndex((one) => one.dueMs > timer.dueMs)
    this.#timers.splice(later < 0 ? this.#timers.length : later, 0, timer)
    return () => {
      const at = this.#timers.indexOf(timer)
      if (at >= 0) this.#timers.splice(at, 1)
    }
  }

  /** Moves on, firing what falls due on the way, in order, each at its own time; timers that are set meanwhile too. Promises do not run between. */
  advance(ms: number): void {
    const untilMs = this.#now + ms
    for (let fired = 0; this.#fireNext(untilMs); ) checkEndless(++fired)
    this.#now = untilMs
  }

  /** As `advance`, and everything that hangs on promises and on a memory bus runs before, between and after the timers. */
  async pass(ms: number): Promise<void> {
    const untilMs = this.#now + ms
    await this.settle()
    for (let fired = 0; this.#fireNext(untilMs); await this.settle()) checkEndless(++fired)
    this.#now = untilMs
  }

  /** The process stands still: time passes and no timer fires. What fell due meanwhile fires, late, when time moves again. */
  block(ms: number): void {
    this.#now += ms
  }

  /** Lets everything run that waits for no timer of this clock. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < TURNS; turn++) await new Promise((next) => setImmediate(next))
  }

  /** The wall clock jumps, as it does when a machine's time is set; the clock of the rules does not. */
  stepWall(byMs: number): void {
    this.#wallOffset += byMs
  }

  #fireNext(untilMs: number): boolean {
    const next = this.#timers[0]
    if (!next || next.dueMs > untilMs) return false
    this.#timers.shift()
    this.#now = Math.max(this.#now, next.dueMs)
    next.call()
    return true
  }
}

function checkEndless(fired: number): void {
  if (fired > MAX_TIMERS) throw new Error(`${fired} timers fired in one advance: one of them sets itself again without time passing`)
}
