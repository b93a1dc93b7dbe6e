import type { Clock } from '../time/clock.ts'
import { Deadlines } from '../time/deadlines.ts'
import type { Interaction } from './interaction.ts'
import { shorterOf } from './limits.ts'
import type { Pace, ReceivedInteraction } from './received.ts'

interface Parts {
  /** The lifetimes of all that is open, sent ones included. */
  readonly deadlines: Deadlines<Interaction>
  readonly clock: Clock
  readonly expire: (received: ReceivedInteraction, limit: 'total' | 'step') => void
  /** What a received interaction may take here at most, whatever its requester allows; not given: no such limit. */
  readonly lifetimeMs?: number | undefined
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

  /** It is there: it ends once the time that its requester allows is over, or the time that it has here. */
  admit(received: ReceivedInteraction): void {
    const { remainingMs, timeoutMs } = received.request
    const limitMs = remainingMs === 0 || timeoutMs === 0 ? 0 : this.#lifetime(received, remainingMs ?? timeoutMs)
    if (limitMs < Number.POSITIVE_INFINITY) this.#parts.deadlines.set(received, limitMs, received.sinceMs)
  }

  /** What it may take in all. */
  allowedMs(received: ReceivedInteraction): number {
    return Math.min(this.#lifetime(received, received.request.timeoutMs), received.job.limits.totalMs)
  }

  /** It runs for the first time, from this moment on. */
  begin(received: ReceivedInteraction, nowMs: number): void {
    const { deadlines } = this.#parts
    const { totalMs, stepMs } = received.job.limits
    received.startedMs = nowMs
    if (totalMs < Number.POSITIVE_INFINITY && totalMs < deadlines.remainingMs(received)) deadlines.set(received, totalMs)
    if (stepMs === Number.POSITIVE_INFINITY) return
    const pace: Pace = { received, stepMs, sinceMs: nowMs, dueMs: -1, heldMs: -1, due: null }
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

  /** What this agent asks of itself may stand for as long as it lives. */
  #lifetime({ holding }: ReceivedInteraction, askedMs: number | undefined): number {
    return shorterOf(holding === 'lazy' ? undefined : this.#parts.lifetimeMs, askedMs)
  }

  #look(pace: Pace): void {
    const now = this.#parts.clock.nowMs()
    if (pace.received.flow?.stalled) pace.sinceMs = now // the time of a slow reader is not its writer's
    const leftMs = pace.sinceMs + pace.stepMs - now
    if (leftMs > 0) this.#steps.set(pace, leftMs)
    else this.#parts.expire(pace.received, this.remainingMs(pace.received) <= 0 ? 'total' : 'step') // both at once: the total says more
  }
}
