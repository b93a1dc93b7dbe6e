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
/** What an entry costs beside its message. */
const ENTRY_BYTES = 512

export interface End {
  readonly origin: Origin
  /** Of the requester: where it is said. */
  readonly requesterInstance: string
  readonly message: StatusMessage
}

class Kept implements End {
  readonly origin: Origin
  readonly requesterInstance: string
  readonly message: StatusMessage
  /** Whole milliseconds: a number with a fraction is an object more for each. */
  readonly atMs: number
  readonly bytes: number

  constructor({ origin, requesterInstance, message }: End, atMs: number, bytes: number) {
    this.origin = origin
    this.requesterInstance = requesterInstance
    this.message = message
    this.atMs = atMs
    this.bytes = bytes
  }
}

/** Those of one stretch of time. */
interface Half {
  readonly ends: Ledger<Kept>
  readonly sinceMs: number
  bytes: number
}

/**
 * The last words of interactions that have ended. They make a repeated request harmless and a lost end recoverable.
 * In two halves: when the newer one is full the older one goes, whole, and nobody asks of each which is the oldest.
 */
export class Ends {
  readonly #clock: Clock
  #newer: Half
  #older: Half

  constructor(clock: Clock) {
    this.#clock = clock
    const sinceMs = clock.nowMs()
    this.#newer = { ends: new Ledger(), bytes: 0, sinceMs }
    this.#older = { ends: new Ledger(), bytes: 0, sinceMs }
  }

  keep(end: End, messageBytes: number): void {
    const now = this.#clock.nowMs()
    if (this.#newer.bytes >= FLEETING_BYTES / 2 && this.#isFull(now)) this.#turn(now)
    const kept = new Kept(end, Math.floor(now), messageBytes + ENTRY_BYTES)
    if (!this.#newer.ends.add(end.origin, kept)) this.#replace(kept)
    this.#newer.bytes += kept.bytes
  }

  get(origin: Origin): End | undefined {
    const kept = this.#newer.ends.get(origin) ?? this.#older.ends.get(origin)
    return kept && this.#clock.nowMs() - kept.atMs <= KEEP_MS ? kept : undefined
  }

  #replace(kept: Kept): void {
    const { ends } = this.#newer
    this.#newer.bytes -= ends.get(kept.origin)!.bytes
    ends.delete(kept.origin)
    ends.add(kept.origin, kept)
  }

  #isFull(now: number): boolean {
    const { bytes } = this.#newer
    const lastMs = ((now - this.#older.sinceMs) * KEEP_BYTES) / (bytes + this.#older.bytes)
    return bytes >= (lastMs < USEFUL_MS ? FLEETING_BYTES : KEEP_BYTES) / 2
  }

  #turn(now: number): void {
    const { ends } = this.#older
    ends.clear()
    this.#older = this.#newer
    this.#newer = { ends, bytes: 0, sinceMs: now }
  }
}
