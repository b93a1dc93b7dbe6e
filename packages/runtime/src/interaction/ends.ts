import type { StatusMessage } from '@parley/protocol'
import type { Clock } from '../time/clock.ts'

/** How long an end is kept for a requester that missed it: a dozen beats, time enough for a reconnect. */
const KEEP_MS = 60_000
/** What all kept ends may take, so that a busy agent's memory does not grow with what it has done. */
const KEEP_BYTES = 8 * 1024 * 1024
/** In how many parts they go. */
const GENERATIONS = 2
/** What an entry costs beside its message. */
const ENTRY_BYTES = 512

export interface End {
  readonly requester: string
  readonly requesterInstance: string
  readonly id: string
  readonly message: StatusMessage
}

interface Kept extends End {
  /** Whole milliseconds: a number with a fraction is an object more for each. */
  readonly atMs: number
  readonly bytes: number
}

interface Generation {
  readonly entries: Map<string, Kept>
  bytes: number
}

/**
 * The last words of interactions that have ended, oldest out first. They make a repeated request harmless and a lost end recoverable.
 * Kept in a few generations: the oldest is dropped whole, because taking single entries from the front of a large map costs more than all the rest.
 */
export class Ends {
  readonly #clock: Clock
  /** Oldest first, never none. */
  #generations: Generation[] = [{ entries: new Map(), bytes: 0 }]
  #bytes = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  keep(uuid: string, { requester, requesterInstance, id, message }: End, messageBytes: number): void {
    const bytes = messageBytes + ENTRY_BYTES
    const newest = this.#newest()
    const grown = bytes - (newest.entries.get(uuid)?.bytes ?? 0)
    newest.entries.set(uuid, { requester, requesterInstance, id, message, atMs: Math.floor(this.#clock.nowMs()), bytes })
    newest.bytes += grown
    this.#bytes += grown
    while (this.#bytes > KEEP_BYTES && this.#generations.length > 1) this.#bytes -= this.#generations.shift()!.bytes
  }

  get(uuid: string): End | undefined {
    for (let i = this.#generations.length - 1; i >= 0; i--) {
      const entry = this.#generations[i]!.entries.get(uuid)
      if (entry) return this.#clock.nowMs() - entry.atMs <= KEEP_MS ? entry : undefined
    }
    return undefined
  }

  #newest(): Generation {
    const newest = this.#generations[this.#generations.length - 1]!
    if (newest.bytes < KEEP_BYTES / GENERATIONS) return newest
    const next = { entries: new Map<string, Kept>(), bytes: 0 }
    this.#generations.push(next)
    return next
  }
}
