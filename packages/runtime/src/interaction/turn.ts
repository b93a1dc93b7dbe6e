import type { Ending } from './ending.ts'
import type { ReceivedInteraction, Turn } from './received.ts'

/** Who gives places, and takes them back. */
export interface TurnGiver {
  /** Its handler has returned. */
  done(received: ReceivedInteraction, ending: Ending): void
  /** A step is done: null to go on, or what to wait for first. */
  boundary(received: ReceivedInteraction): Promise<void> | null
  /** There is nothing to do until it is woken. */
  rest(received: ReceivedInteraction, until: (wake: () => void) => void): Promise<void>
  /** Its place is free for another one. */
  release(received: ReceivedInteraction): void
  /** Settles with a place. */
  wait(received: ReceivedInteraction): Promise<void>
}

/** The turn of one handler. */
export class OneTurn implements Turn {
  readonly #turns: TurnGiver
  readonly #received: ReceivedInteraction
  /** Nested calls that it waits for. */
  #nested = 0

  constructor(turns: TurnGiver, received: ReceivedInteraction) {
    this.#turns = turns
    this.#received = received
  }

  done(ending: Ending): void {
    this.#turns.done(this.#received, ending)
  }

  boundary(): Promise<void> | null {
    return this.#turns.boundary(this.#received)
  }

  rest(until: (wake: () => void) => void): Promise<void> {
    return this.#turns.rest(this.#received, until)
  }

  leave(): void {
    if (this.#nested++ === 0) this.#turns.release(this.#received)
  }

  comeBack(): Promise<void> | null {
    if (--this.#nested > 0 || this.#received.completed) return null
    // What runs beside it may have made another call meanwhile: then the place is given up again.
    return this.#turns.wait(this.#received).then(() => (this.#nested > 0 ? this.#turns.release(this.#received) : undefined))
  }
}
