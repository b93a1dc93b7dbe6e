import type { Deadlines } from '../time/deadlines.ts'
import type { Ending } from './ending.ts'
import type { Interaction, ReceivedInteraction, Turn } from './interaction.ts'
import type { StatusWriter } from './statuses.ts'

/** The places in which interactions run, and the queue before them. */
export interface Mailbox {
  readonly running: number
  readonly waiting: number
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
  readonly mailbox: Mailbox
  readonly statuses: StatusWriter
  readonly deadlines: Deadlines<Interaction>
  /** The handler has returned. */
  readonly onDone: (received: ReceivedInteraction, ending: Ending) => void
}

/**
 * Which received interaction has a place, and when it gives it up.
 *
 * I1. A handler runs only while it holds a place, but for a reentrant one while it waits for a nested call.
 * I2. A place is held until the handler has really returned, even when the interaction has ended before.
 * I3. Who pauses, or is preempted by a higher priority, does so between two steps: it is PAUSED, without a place, and its clock stands.
 */
export class Turns {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Nothing runs and nothing waits. */
  get idle(): boolean {
    return this.#parts.mailbox.running === 0 && this.#parts.mailbox.waiting === 0
  }

  get full(): boolean {
    return this.#parts.mailbox.full
  }

  /** False when the queue is full. */
  admit(received: ReceivedInteraction): boolean {
    return this.#parts.mailbox.offer(received, received.priority)
  }

  /** The mailbox has a place for it: it begins, or goes on. */
  start(received: ReceivedInteraction): void {
    const { statuses, deadlines } = this.#parts
    if (received.status !== 'running' && !received.completed) {
      received.become('running')
      deadlines.goOn(received)
      statuses.note(received)
    }
    const { goOn } = received
    received.goOn = null
    if (goOn) goOn()
    else received.job.run(received, this.#turn(received))
  }

  /** Takes effect between two steps; one that has not begun is held back. */
  pause(received: ReceivedInteraction): void {
    received.pauseWanted = true
    if (this.#parts.mailbox.remove(received)) this.#parts.deadlines.hold(received)
  }

  resume(received: ReceivedInteraction): void {
    const { mailbox, deadlines } = this.#parts
    if (!received.pauseWanted) return
    received.pauseWanted = false
    if (received.status === 'running' && !received.goOn) return // had not come to the end of its step
    if (received.status !== 'paused') deadlines.goOn(received)
    mailbox.remove(received) // one that came back from a nested call waits there already
    mailbox.requeue(received, received.priority)
  }

  /** It has ended: one that waits never begins, one that is paused finds out. */
  withdraw(received: ReceivedInteraction): void {
    this.#parts.mailbox.remove(received)
    received.goOn?.()
    received.goOn = null
  }

  #turn(received: ReceivedInteraction): Turn {
    const { mailbox, onDone } = this.#parts
    let nested = 0
    return {
      done: (ending) => {
        onDone(received, ending)
        mailbox.release(received)
      },
      boundary: () => (received.pauseWanted || mailbox.outranks(received.priority) ? this.#stepAside(received) : null),
      leave: () => {
        if (nested++ === 0) mailbox.release(received)
      },
      comeBack: () => (--nested > 0 || received.completed ? null : this.#wait(received)),
    }
  }

  #stepAside(received: ReceivedInteraction): Promise<void> | null {
    const { mailbox, statuses, deadlines } = this.#parts
    if (received.completed) return null
    received.become('paused')
    deadlines.hold(received)
    statuses.note(received)
    const goesOn = received.pauseWanted ? this.#heldBack(received) : this.#wait(received)
    mailbox.release(received)
    return goesOn
  }

  #wait(received: ReceivedInteraction): Promise<void> {
    const goesOn = this.#heldBack(received)
    this.#parts.mailbox.requeue(received, received.priority)
    return goesOn
  }

  #heldBack(received: ReceivedInteraction): Promise<void> {
    return new Promise((goOn) => {
      received.goOn = goOn
    })
  }
}
