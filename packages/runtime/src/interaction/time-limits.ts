import type { Clock } from '../time/clock.ts'
import { Deadlines, type Expiring } from '../time/deadlines.ts'
import type { Interaction, ReceivedInteraction } from './interaction.ts'
import type { Limits } from './limits.ts'

/** The step limit of one interaction, while it runs. */
export class Pace implements Expiring {
  dueMs = -1
  heldMs = -1
  readonly received: ReceivedInteraction
  readonly stepMs: number
  /** When its last step ended, or it began. */
  sinceMs: number

  constructor(received: ReceivedInteraction, stepMs: number, sinceMs: number) {
    this.received = received
    this.stepMs = stepMs
    this.sinceMs = sinceMs
  }
}

interface Parts {
  /** The lifetimes of all that is open, sent ones included. */
  readonly deadlines: Deadlines<Interaction>
  readonly clock: Clock
  readonly expire: (received: ReceivedInteraction, limit: 'step') => void
}

/**
 * The time that a received interaction has: its lifetime from its arrival, what its action allows in all from its start, and from one step to the next.
 * While it is PAUSED all of them stand. A step costs one number: the timer looks again when it fires.
 */
export class TimeLimits {
  readonly #parts: Parts
  readonly #steps: Deadlines<Pace>

  constructor(parts: Parts) {
    this.#parts = parts
    this.#steps = new Deadlines<Pace>(parts.clock, (pace) => this.#look(pace))
  }

  /** It is there: `lifetimeMs` from now it ends. */
  admit(received: ReceivedInteraction, lifetimeMs: number): void {
    this.#parts.deadlines.set(received, lifetimeMs)
  }

  /** It runs for the first time. */
  begin(received: ReceivedInteraction, { totalMs, stepMs }: Limits): void {
    const { deadlines, clock } = this.#parts
    if (totalMs < deadlines.remainingMs(received)) deadlines.set(received, totalMs)
    if (stepMs === Number.POSITIVE_INFINITY) return
    const pace = new Pace(received, stepMs, clock.nowMs())
    received.pace = pace
    this.#steps.set(pace, stepMs)
  }

  stepDone(received: ReceivedInteraction): void {
    const { pace } = received
    if (pace) pace.sinceMs = this.#parts.clock.nowMs()
  }

  hold(received: ReceivedInteraction): void {
    this.#parts.deadlines.hold(received)
    const { pace } = received
    if (pace) this.#steps.hold(pace)
  }

  goOn(received: ReceivedInteraction): void {
    this.#parts.deadlines.goOn(received)
    const { pace } = received
    if (!pace) return
    pace.sinceMs = this.#parts.clock.nowMs()
    this.#steps.goOn(pace)
  }

  clear(received: ReceivedInteraction): void {
    this.#parts.deadlines.clear(received)
    const { pace } = received
    if (pace) this.#steps.clear(pace)
  }

  remainingMs(received: ReceivedInteraction): number {
    return this.#parts.deadlines.remainingMs(received)
  }

  close(): void {
    this.#steps.close()
  }

  #look(pace: Pace): void {
    const leftMs = pace.sinceMs + pace.stepMs - this.#parts.clock.nowMs()
    if (leftMs > 0) this.#steps.set(pace, leftMs)
    else this.#parts.expire(pace.received, 'step')
  }
}
