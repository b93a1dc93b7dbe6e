import type { Origin, StatusMessage } from '@parley/protocol'
import type { Clock } from '../time/clock.ts'
import { Ledger } from './ledger.ts'

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
  readonly origin: Origin
  /** Of the requester: where it is said. */
  readonly requesterInstance: string
  readonly message: StatusMessage
}

interface Kept extends End {
  /** Whole milliseconds: a number with a fraction is an object more for each. */
  readonly atMs: number
  readonly bytes: number
  /** With which it goes. */
  readonly part: Part
}

/** Those of one stretch of time. */
interface Part {
  readonly origins: Origin[]
  readonly sinceMs: number
  bytes: number
}

/**
 * The last words of interactions that have ended, oldest out first. They make a repeated request harmless and a lost end recoverable.
 * In one ledger, for every new request is looked for in it; they go in parts, by what each part has noted.
 */
export class Ends {
  readonly #clock: Clock
  readonly #kept = new Ledger<Kept>()
  /** Oldest first, never none. */
  readonly #parts: Part[]
  #bytes = 0

  constructor(clock: Clock) {
    this.#clock = clock
    this.#parts = [partOf(clock.nowMs())]
  }

  keep({ origin, requesterInstance, message }: End, messageBytes: number): void {
    const now = this.#clock.nowMs()
    const bytes = messageBytes + ENTRY_BYTES
    const part = this.#newest(now)
    const kept: Kept = { origin, requesterInstance, message, atMs: Math.floor(now), bytes, part }
    const grown = this.#kept.add(origin, kept) ? bytes : bytes - this.#replace(kept)
    part.origins.push(origin)
    part.bytes += grown
    this.#bytes += grown
    if (this.#bytes > FLEETING_BYTES) this.#shrink(now)
  }

  get(origin: Origin): End | undefined {
    const kept = this.#kept.get(origin)
    return kept && this.#clock.nowMs() - kept.atMs <= KEEP_MS ? kept : undefined
  }

  /** Gives what its part has already counted for it. */
  #replace(kept: Kept): number {
    const before = this.#kept.get(kept.origin)!
    this.#kept.delete(kept.origin)
    this.#kept.add(kept.origin, kept)
    return before.part === kept.part ? before.bytes : 0
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
      this.#drop(parts.shift()!)
    }
  }

  /** But for what was kept again since. */
  #drop(part: Part): void {
    this.#bytes -= part.bytes
    for (const origin of part.origins) if (this.#kept.get(origin)?.part === part) this.#kept.delete(origin)
  }
}

const partOf = (sinceMs: number): Part => ({ origins: [], sinceMs, bytes: 0 })
