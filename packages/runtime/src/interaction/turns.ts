import type { Clock } from '../time/clock.ts'
import type { Ending } from './ending.ts'
import type { ReceivedInteraction } from './received.ts'
import type { StatusWriter } from './statuses.ts'
import type { TimeLimits } from './time-limits.ts'
import { OneTurn, type TurnGiver } from './turn.ts'

/** The places in which interactions run, and the queue before them. */
export interface Places {
  readonly running: number
  readonly waiting: number
  /** 0 empty, 1 full. */
  readonly fullness: number
  readonly full: boolean
  /** Whether one of this priority should make room for one that waits. */
  outranks(priority: number): boolean
  /** False when the queue is full. */
  offer(received: ReceivedInteraction, priority: number): boolean
  /** For one that has begun: it goes on when a place is free. */
  requeue(received: ReceivedInteraction, priority: number): void
  /** Takes one that waits out of the queue; false when it does not wait. */
  remove(received: ReceivedInteraction): boolean
  /** Its place is free again. */
  release(received: ReceivedInteraction): void
}

interface Parts {
  readonly mailbox: Places
  readonly statuses: StatusWriter
  readonly limits: TimeLimits
  readonly clock: Clock
  /** The handler has returned. */
  readonly onDone: (received: ReceivedInteraction, ending: Ending) => void
  /** There is more room than before. */
  readonly onRoom: () => void
}

/**
 * Which received interaction has a place, and when it gives it up.
 *
 * I1. A handler runs only while it holds a place, but for a reentrant one while it waits for a nested call, and for what needs none.
 * I2. A place is held until the handler has really returned, even when the interaction has ended before.
 * I3. Who pauses, or is preempted by a higher priority, does so between two steps: it is PAUSED, without a place, and its clock stands.
 * I5. Who has nothing to do until data come rests: without a place, and in nobody's way. It stays RUNNING, and its clock goes on.
 * I4. Who waits for a place when the pause comes is PAUSED at once, so that its requester's clock stands too.
 */
export class Turns implements TurnGiver {
  readonly #parts: Parts
  readonly #resting = new Set<ReceivedInteraction>()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Nothing runs and nothing waits. */
  get idle(): boolean {
    return this.#parts.mailbox.running === 0 && this.#parts.mailbox.waiting === 0 && this.#resting.size === 0
  }

  get full(): boolean {
    return this.#parts.mailbox.full
  }

  /** False when the queue is full. */
  admit(received: ReceivedInteraction): boolean {
    received.holder = this
    if (received.job.placeless) {
      this.start(received)
      return true
    }
    return this.#parts.mailbox.offer(received, received.priority)
  }

  /** It cannot begin yet; gives what admits it once it can. */
  admitLater(received: ReceivedInteraction): () => void {
    received.holder = this
    this.#resting.add(received)
    return () => this.#wake(received)
  }

  /** The mailbox has a place for it: it begins, or goes on. */
  start(received: ReceivedInteraction): void {
    const nowMs = this.#parts.clock.nowMs()
    if (received.status !== 'running' && !received.completed) {
      this.#become(received, 'running', nowMs)
      this.#parts.limits.goOn(received)
    }
    const { goOn } = received
    received.goOn = null
    if (goOn) return goOn()
    this.#parts.limits.begin(received, nowMs)
    received.job.run(received, new OneTurn(this, received))
  }

  /** It has waited, and is not taken after all. */
  refuse(received: ReceivedInteraction, ending: Ending): void {
    this.#parts.onDone(received, ending)
  }

  /** Takes effect between two steps; one that waits for a place is held back. */
  pause(received: ReceivedInteraction): void {
    const { mailbox, limits, onRoom } = this.#parts
    received.pauseWanted = true
    if (!this.#resting.delete(received) && !mailbox.remove(received)) return
    if (received.status === 'received' || received.status === 'lazy') this.#become(received, 'running') // the life cycle has no other way to PAUSED
    if (received.status === 'running') this.#become(received, 'paused')
    limits.hold(received)
    onRoom()
  }

  resume(received: ReceivedInteraction): void {
    if (!received.pauseWanted) return
    received.pauseWanted = false
    if (received.status === 'paused') this.#parts.mailbox.requeue(received, received.priority)
  }

  /** It has ended: one that waits never begins, one that is paused finds out. */
  withdraw(received: ReceivedInteraction): void {
    this.#resting.delete(received)
    this.#parts.mailbox.remove(received)
    received.goOn?.()
    received.goOn = null
  }

  done(received: ReceivedInteraction, ending: Ending): void {
    this.#parts.onDone(received, ending)
    this.release(received)
  }

  boundary(received: ReceivedInteraction): Promise<void> | null {
    const { limits, mailbox } = this.#parts
    limits.stepDone(received)
    return received.pauseWanted || mailbox.outranks(received.priority) ? this.#stepAside(received) : null
  }

  rest(received: ReceivedInteraction, until: (wake: () => void) => void): Promise<void> {
    if (received.completed) return Promise.resolve()
    const goesOn = this.#heldBack(received)
    this.#resting.add(received)
    this.release(received)
    until(() => this.#wake(received))
    return goesOn
  }

  release(received: ReceivedInteraction): void {
    this.#parts.mailbox.release(received)
    this.#parts.onRoom()
  }

  wait(received: ReceivedInteraction): Promise<void> {
    const waitsAlready = received.goOn !== null
    const goesOn = this.#heldBack(received)
    if (!waitsAlready) this.#parts.mailbox.requeue(received, received.priority)
    return goesOn
  }

  #stepAside(received: ReceivedInteraction): Promise<void> | null {
    if (received.completed) return null
    this.#become(received, 'paused')
    this.#parts.limits.hold(received)
    const goesOn = received.pauseWanted ? this.#heldBack(received) : this.wait(received)
    this.release(received)
    return goesOn
  }

  #become(received: ReceivedInteraction, status: 'running' | 'paused', nowMs: number = this.#parts.clock.nowMs()): void {
    received.become(status)
    this.#parts.statuses.note(received, nowMs)
  }

  #wake(received: ReceivedInteraction): void {
    if (this.#resting.delete(received)) this.#parts.mailbox.requeue(received, received.priority)
  }

  /** Several parts of one handler may wait, after calls that it made at once: all go on together. */
  #heldBack(received: ReceivedInteraction): Promise<void> {
    return new Promise((goOn) => {
      const others = received.goOn
      received.goOn = () => {
        others?.()
        goOn()
      }
    })
  }
}
