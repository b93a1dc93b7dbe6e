import type { StatusMessage } from '@parley/protocol'
import type { Clock } from '../time/clock.ts'

/** How long an end is kept for a requester that missed it: a dozen beats, time enough for a reconnect. */
const KEEP_MS = 60_000
/** What all kept ends may take, so that a busy agent's memory does not grow with what it has done. */
const KEEP_BYTES = 8 * 1024 * 1024
/** An end that is lost is asked for a beat later, or after a reconnect. What cannot be kept so long at the pace of now serves nobody, and costs the collector much. */
const USEFUL_MS = 1_000
/** What they may take when all of the above would be gone sooner. */
const FLEETING_BYTES = 2 * 1024 * 1024
/** They go in parts of this size. */
const PART_BYTES = 1024 * 1024
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

/** Those of one stretch of time. */
interface Part {
  readonly ends: Map<string, Kept>
  readonly sinceMs: number
  bytes: number
}

/**
 * The last words of interactions that have ended, oldest out first. They make a repeated request harmless and a lost end recoverable.
 * Kept in parts: the oldest is dropped whole, because taking single ends from the front of a large map costs more than all the rest.
 */
export class Ends {
  readonly #clock: Clock
  /** Oldest first, never none. */
  readonly #parts: Part[]
  #bytes = 0

  constructor(clock: Clock) {
    this.#clock = clock
    this.#parts = [partOf(clock.nowMs())]
  }

  keep(uuid: string, { requester, requesterInstance, id, message }: End, messageBytes: number): void {
    const now = this.#clock.nowMs()
    const bytes = messageBytes + ENTRY_BYTES
    const newest = this.#newest(now)
    const grown = bytes - (newest.ends.get(uuid)?.bytes ?? 0)
    newest.ends.set(uuid, { requester, requesterInstance, id, message, atMs: Math.floor(now), bytes })
    newest.bytes += grown
    this.#bytes += grown
    if (this.#bytes > FLEETING_BYTES) this.#shrink(now)
  }

  get(uuid: string): End | undefined {
    for (let i = this.#parts.length - 1; i >= 0; i--) {
      const kept = this.#parts[i]!.ends.get(uuid)
      if (kept) return this.#clock.nowMs() - kept.atMs <= KEEP_MS ? kept : undefined
    }
    return undefined
  }

  #newest(now: number): Part {
    const newest = this.#parts[this.#parts.length - 1]!
    if (newest.bytes < PART_BYTES) return newest
    const next = partOf(now)
    this.#parts.push(next)
    return next
  }

  #shrink(now: number): void {
    const parts = this.#parts
    while (parts.length > 1) {
      const lastMs = ((now - parts[0]!.sinceMs) * KEEP_BYTES) / this.#bytes
      if (this.#bytes <= (lastMs < USEFUL_MS ? FLEETING_BYTES : KEEP_BYTES)) return
      this.#bytes -= parts.shift()!.bytes
    }
  }
}

const partOf = (sinceMs: number): Part => ({ ends: new Map(), sinceMs, bytes: 0 })
