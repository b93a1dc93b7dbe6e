import type { Clock } from '../time/clock.ts'

/**
 * How long a loop goes on while it finds something each time. Longer than a process waits for a processor now and then: a loop that is quick must not lose anything
 * for that. Short enough for the 2 MiB that one turn reads of a socket: 40 a second.
 */
const STRETCH_MS = 50
/** Items to a look at the clock: one for each would cost more than to hand it out. */
const LOOK = 16

/**
 * A loop over what nobody can be made to wait for. While it is behind it finds something each time, and the event loop would not turn: what comes would lie in the
 * socket, and then at the broker, which holds up whoever writes to one that has much waiting, and with them all that they talk to. So the loop lets it turn now and
 * then: all is read, and what is too much is dropped here, and counted.
 */
export class Stretch {
  readonly #clock: Pick<Clock, 'nowMs'>
  /** Items since the loop has last waited. */
  #items = 0
  #sinceMs = 0
  #turn: Promise<void> | null = null

  constructor(clock: Pick<Clock, 'nowMs'>) {
    this.#clock = clock
  }

  /** Null when the next item may be handed out; else what to wait for. `size`: how many there are. */
  turn(size: number): Promise<void> | null {
    if (size === 0) this.#items = 0
    else if (this.#items++ % LOOK === 0 && this.#isLong()) this.#turn ??= this.#next()
    return this.#turn
  }

  #isLong(): boolean {
    const now = this.#clock.nowMs()
    if (this.#items === 1) this.#sinceMs = now
    return now - this.#sinceMs >= STRETCH_MS
  }

  async #next(): Promise<void> {
    await new Promise((turned) => setImmediate(turned))
    this.#turn = null
    this.#items = 0
  }
}
