import { ParleyError, type Wire } from '@parley/protocol'
import type { Clock } from '../time/clock.ts'
import type { Credit } from './credit.ts'
import { Ensemble } from './ensemble.ts'
import { Outlet } from './outlet.ts'

/** Samples that may wait for credit because nobody awaits their writes. */
const WAITING = 1_024
/** Streams of which a reader may speak before anything was written on them. */
const LANES = 64

interface Lane {
  readonly outlet: Outlet
  readonly credit: Credit
  /** The last of the writes that wait for credit. */
  tail: Promise<void> | null
  waiting: number
  /** The last credit, how far the writer was then, and how often both were the same since. */
  upTo: number
  tag: number
  repeated: number
}

interface Parts {
  readonly send: (stream: string, message: { v: 1; tag: number; data: Wire[] }) => void
  /** A new stream's credit, before its reader has said anything. */
  readonly credit: () => Credit
  readonly clock: Pick<Clock, 'nowMs'>
}

/**
 * What one interaction sends to one recipient, by stream.
 *
 * F1. On each stream samples go in the order of their writes; a write that has no credit waits, and those after it wait behind it.
 * F2. After `stop` nothing leaves and nobody waits.
 * F3. Streams of one group stay in step: a set goes whole, or not at all.
 * F4. A credit that is said again while nothing was written may mean that what was written is lost: the last sample is said again, less and less often.
 */
export class Flow {
  readonly #parts: Parts
  readonly #lanes = new Map<string, Lane>()
  readonly #ensembles = new Map<string, Ensemble<Wire>>()
  /** What the last group that went out waits for. */
  #left: (Promise<void> | undefined)[] = []
  #stopped = false

  constructor(parts: Parts) {
    this.#parts = parts
  }

  outlet(stream: string): Outlet {
    return this.#lane(stream).outlet
  }

  /** Settles when it is on its way. Throws ParleyError BUFFER_FULL when too many writes wait, DISCARDED after the end. */
  write(stream: string, value: Wire): Promise<void> | undefined {
    if (this.#stopped) throw discarded()
    const lane = this.#lane(stream)
    if (!lane.tail && !lane.outlet.room()) {
      lane.outlet.write(value)
      return undefined
    }
    this.#checkRoom(stream, lane)
    lane.waiting++
    const tail = (lane.tail ?? Promise.resolve()).then(() => this.#writeWhenThereIsRoom(lane, value))
    lane.tail = tail
    const done = () => {
      lane.waiting--
      if (lane.tail === tail) lane.tail = null
    }
    tail.then(done, done)
    return tail
  }

  /** One of a group: it goes when all members have a value. Settles when what left by it is on its way. */
  writeOf(group: string, members: readonly string[], stream: string, value: Wire): Promise<unknown> | undefined {
    if (this.#stopped) throw discarded()
    let ensemble = this.#ensembles.get(group)
    if (!ensemble) {
      ensemble = new Ensemble<Wire>(members, (values) => {
        this.#left = Array.from(values, ([name, one]) => this.write(name, one))
      })
      this.#ensembles.set(group, ensemble)
    }
    for (const member of members) this.#checkRoom(member, this.#lane(member)) // F3
    this.#left = []
    ensemble.put(stream, value)
    const left = this.#left
    return left.some(Boolean) ? quiet(Promise.all(left)) : undefined
  }

  /** The reader of a stream says how far it may go. */
  grant(stream: string, upTo: number): void {
    if (!this.#lanes.has(stream) && this.#lanes.size >= LANES) return
    const lane = this.#lane(stream)
    const { outlet, credit } = lane
    if (upTo !== lane.upTo || outlet.lastTag !== lane.tag) Object.assign(lane, { upTo, tag: outlet.lastTag, repeated: 0 })
    else if (isPowerOf2(++lane.repeated)) outlet.repeat() // F4
    credit.grant(upTo)
  }

  /** Its reader is slower: something waits for credit. */
  get stalled(): boolean {
    for (const { credit } of this.#lanes.values()) if (credit.awaited) return true
    return false
  }

  /** Something was written that has not left. */
  get hasData(): boolean {
    for (const { waiting, outlet } of this.#lanes.values()) if (waiting > 0 || outlet.pending > 0) return true
    for (const ensemble of this.#ensembles.values()) if (ensemble.waiting) return true
    return false
  }

  /** Settles when all that waits now has left, or never will; null when nothing waits. */
  waits(): Promise<unknown> | null {
    const tails = Array.from(this.#lanes.values(), ({ tail }) => tail).filter((tail) => tail !== null)
    return tails.length > 0 ? Promise.allSettled(tails) : null
  }

  has(stream: string): boolean {
    return this.#lanes.has(stream)
  }

  get stopped(): boolean {
    return this.#stopped
  }

  flush(): void {
    for (const { outlet } of this.#lanes.values()) outlet.flush()
  }

  /** The last tag of each stream that was written; null when none was. */
  tags(): Record<string, number> | null {
    const written = [...this.#lanes].filter(([, { outlet }]) => outlet.lastTag >= 0)
    return written.length > 0 ? Object.fromEntries(written.map(([name, { outlet }]) => [name, outlet.lastTag])) : null
  }

  stop(): void {
    this.#stopped = true
    for (const { credit } of this.#lanes.values()) credit.close()
  }

  #checkRoom(stream: string, { waiting }: Lane): void {
    if (waiting >= WAITING) throw new ParleyError('BUFFER_FULL', `stream ${stream}: ${WAITING} samples wait for a reader that is slower`)
  }

  async #writeWhenThereIsRoom({ outlet }: Lane, value: Wire): Promise<void> {
    for (let wait = outlet.room(); wait && !this.#stopped; wait = outlet.room()) await wait
    if (this.#stopped) throw discarded()
    outlet.write(value)
  }

  #lane(stream: string): Lane {
    let lane = this.#lanes.get(stream)
    if (!lane) {
      const credit = this.#parts.credit()
      if (this.#stopped) credit.close()
      const outlet = new Outlet(
        (message) => {
          if (!this.#stopped) this.#parts.send(stream, message)
        },
        this.#parts.clock,
        credit,
      )
      lane = { outlet, credit, tail: null, waiting: 0, upTo: -1, tag: -1, repeated: 0 }
      this.#lanes.set(stream, lane)
    }
    return lane
  }
}

/** What a write comes to that was still waiting at the end, or came after it. */
export const discarded = () => new ParleyError('DISCARDED', 'the interaction has ended before the sample could leave')

const isPowerOf2 = (n: number): boolean => (n & (n - 1)) === 0

/** A write that nobody awaits is allowed: that it came to nothing ends no process. */
export function quiet<T>(write: Promise<T>): Promise<T> {
  write.catch(() => {})
  return write
}
