import type { Counts, Origin, StatusMessage } from '@parley/protocol'
import { Counted } from '../collections/counted.ts'
import { Marks } from '../collections/marks.ts'
import type { Clock } from '../time/clock.ts'
import { type Asker, Pages } from './pages.ts'

/** How long an end is kept for a requester that missed it: a dozen beats, time enough for a reconnect. */
const KEEP_MS = 60_000
/** What all kept ends may take, so that a busy agent's memory does not grow with what it has done. */
const KEEP_BYTES = 8 * 1024 * 1024
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

/** What one instance has asked for, and has ended. */
class Page {
  readonly #kept = new Counted<Kept>()
  /** Those that it has heard the end of; null while there was none. */
  #heard: Marks | null = null
  #heardTo = 0

  get(origin: Origin): Kept | undefined {
    return this.#kept.get(origin.short)
  }

  wasHeard({ short }: Origin): boolean {
    return typeof short === 'number' && this.#heard !== null && this.#heard.has(short)
  }

  /** Gives the bytes that this takes more than before. */
  keep(kept: Kept): number {
    const { short } = kept.origin
    if (this.#kept.add(short, kept)) return kept.bytes
    const before = this.#kept.get(short)!
    this.#kept.delete(short)
    this.#kept.add(short, kept)
    return kept.bytes - before.bytes
  }

  /** As `keep`. */
  heard([from, to]: Counts): number {
    let bytes = 0
    this.#kept.deleteBetween(Math.max(from, this.#heardTo), to, (count, kept) => {
      if (!this.#heard) bytes += Marks.BYTES
      this.#heard ??= new Marks()
      this.#heard.mark(count)
      bytes -= kept.bytes
    })
    this.#heardTo = Math.max(this.#heardTo, to)
    return bytes
  }
}

/** Those of one stretch of time. */
class Half {
  bytes = 0
  readonly #pages = new Pages<Page>()

  of(asker: Asker): Page | undefined {
    return this.#pages.get(asker)
  }

  keep(kept: Kept): void {
    this.bytes += (this.of(kept.origin) ?? this.#pages.set(kept.origin, new Page())).keep(kept)
  }

  heard(asker: Asker, counts: Counts): void {
    this.bytes += this.of(asker)?.heard(counts) ?? 0
  }
}

/**
 * The last words of interactions that have ended, until their requester has heard them. They make a repeated request harmless and a lost end recoverable.
 *
 * E1. What was heard takes a bit: its id is known for long, and its words die as young as they can.
 * E2. In two halves: when the newer one is full the older one goes, whole, and nobody asks of each which is the oldest.
 */
export class Ends {
  readonly #clock: Clock
  #newer = new Half()
  #older = new Half()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  keep(end: End, messageBytes: number): void {
    if (this.#newer.bytes >= KEEP_BYTES / 2) {
      this.#older = this.#newer
      this.#newer = new Half()
    }
    this.#newer.keep(new Kept(end, Math.floor(this.#clock.nowMs()), messageBytes + ENTRY_BYTES))
  }

  get(origin: Origin): End | undefined {
    const kept = this.#newer.of(origin)?.get(origin) ?? this.#older.of(origin)?.get(origin)
    return kept && this.#clock.nowMs() - kept.atMs <= KEEP_MS ? kept : undefined
  }

  /** Nothing of these counts is open at the instance that has asked for it. */
  heard(asker: Asker, counts: Counts): void {
    this.#newer.heard(asker, counts)
    this.#older.heard(asker, counts)
  }

  /** Whether its requester has heard the end: a request that comes again comes late, and nobody waits for it. */
  wasHeard(origin: Origin): boolean {
    return (this.#newer.of(origin)?.wasHeard(origin) || this.#older.of(origin)?.wasHeard(origin)) ?? false
  }
}
