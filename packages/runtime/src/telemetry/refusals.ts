import type { Clock } from '../time/clock.ts'
import type { Logger } from './log.ts'

/** At most one line in this time, however much garbage comes: a log must not be the way to fill a disk. */
const QUIET_MS = 1_000

/** Counts what was refused, and says so now and then. */
export class Refusals {
  readonly #log: Logger
  readonly #clock: Clock
  #count = 0
  #lastMs = Number.NEGATIVE_INFINITY

  constructor(log: Logger, clock: Clock) {
    this.#log = log
    this.#clock = clock
  }

  add(subject: string, error: unknown): void {
    this.#count++
    const now = this.#clock.nowMs()
    if (now - this.#lastMs < QUIET_MS) return
    this.#log.warn({ err: error, subject, refused: this.#count }, 'refused a message')
    this.#count = 0
    this.#lastMs = now
  }
}
