import type { Counts, Origin, ShortId, StatusMessage } from '@parley/protocol'
import { Counted } from '../collections/counted.ts'
import { Marks } from '../collections/marks.ts'
import { PerInstance } from '../collections/per-instance.ts'
import type { Clock } from '../time/clock.ts'

/** How long an end is kept for a requester that missed it: a dozen beats, time enough for a reconnect. */
const KEEP_MS = 60_000
/** What all kept ends may take, so that a busy agent's memory does not grow with what it has done. */
const KEEP_BYTES = 8 * 1024 * 1024
/** What an entry costs beside its message. */
const ENTRY_BYTES = 512

/** The last words of an interaction, and to whom they are said. */
export class End {
  readonly origin: Origin
  /** Of the requester: where it is said. */
  readonly requesterInstance: string
  readonly message: StatusMessage
  /** Since when it is kept, by the clock of the rules. Whole milliseconds: a number with a fraction is an object more for each. */
  atMs = 0
  /** What it takes while it is kept. */
  bytes = 0

  constructor(origin: Origin, requesterInstance: string, message: StatusMessage) {
    this.origin = origin
    this.requesterInstance = requesterInstance
    this.message = message
  }

  /** The same in other words. */
  with(message: StatusMessage): End {
    return new End(this.origin, this.requesterInstance, message)
  }
}

/** What one instance has asked for, and has ended. */
class Page {
  readonly #kept = new Counted<End>()
  /** Those that it has heard the end of; null while there was none. */
  #heard: Marks | null = null
  #heardTo = 0

  get(short: ShortId): End | undefined {
    return this.#kept.get(short)
  }

  wasHeard(short: ShortId): boolean {
    return typeof short === 'number' && this.#heard !== null && this.#heard.has(short)
  }

  /** Gives the bytes that this takes more than before. */
  keep(end: End): number {
    const { short } = end.origin
    if (this.#kept.add(short, end)) return end.bytes
    const before = this.#kept.get(short)!
    this.#kept.delete(short)
    this.#kept.add(short, end)
    return end.bytes - before.bytes
  }

  /** As `keep`. */
  heard([from, to]: Counts): number {
    let bytes = 0
    this.#kept.deleteBetween(Math.max(from, this.#heardTo), to, (count, end) => {
      if (!this.#heard) bytes += Marks.BYTES
      this.#heard ??= new Marks()
      this.#heard.mark(count)
      bytes -= end.bytes
    })
    this.#heardTo = Math.max(this.#heardTo, to)
    return bytes
  }
}

/** Those of one stretch of time. */
class Half {
  bytes = 0
  readonly #pages = new PerInstance<Page>()

  get({ requester, instance, short }: Origin): End | undefined {
    return this.#pages.get(requester, instance)?.get(short)
  }

  keep(end: End): void {
    const { requester, instance } = end.origin
    this.bytes += (this.#pages.get(requester, instance) ?? this.#pages.set(requester, instance, new Page())).keep(end)
  }

  heard(requester: string, instance: string, counts: Counts): void {
    this.bytes += this.#pages.get(requester, instance)?.heard(counts) ?? 0
  }

  wasHeard({ requester, instance, short }: Origin): boolean {
    return this.#pages.get(requester, instance)?.wasHeard(short) ?? false
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

  /** From this moment on. One that was kept before is to be made anew: what it took then is forgotten here. */
  keep(end: End, messageBytes: number, nowMs: number = this.#clock.nowMs()): void {
    if (this.#newer.bytes >= KEEP_BYTES / 2) {
      this.#older = this.#newer
      this.#newer = new Half()
    }
    end.atMs = Math.floor(nowMs)
    end.bytes = messageBytes + ENTRY_BYTES
    this.#newer.keep(end)
  }

  get(origin: Origin): End | undefined {
    const kept = this.#newer.get(origin) ?? this.#older.get(origin)
    return kept && this.#clock.nowMs() - kept.atMs <= KEEP_MS ? kept : undefined
  }

  /** Nothing of these counts is open at the instance that has asked for it. */
  heard(requester: string, instance: string, counts: Counts): void {
    this.#newer.heard(requester, instance, counts)
    this.#older.heard(requester, instance, counts)
  }

  /** Whether its requester has heard the end: a request that comes again comes late, and nobody waits for it. */
  wasHeard(origin: Origin): boolean {
    return this.#newer.wasHeard(origin) || this.#older.wasHeard(origin)
  }
}
