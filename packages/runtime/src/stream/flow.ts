import { ParleyError, type Wire } from '@parley/protocol'
import type { Credit } from './credit.ts'
import { Ensemble } from './ensemble.ts'
import { Outlet } from './outlet.ts'

/** Samples that may wait for credit because nobody awaits their writes. */
const WAITING = 1_024

interface Lane {
  readonly outlet: Outlet
  readonly credit: Credit
  /** The last of the writes that wait for credit. */
  tail: Promise<void> | null
  waiting: number
}

interface Parts {
  readonly send: (stream: string, message: { v: 1; tag: number; data: Wire[] }) => void
  /** A new stream's credit, before its reader has said anything. */
  readonly credit: () => Credit
}

/**
 * What one interaction sends to one recipient, by stream.
 *
 * F1. On each stream samples go in the order of their writes; a write that has no credit waits, and those after it wait behind it.
 * F2. After `stop` nothing leaves and nobody waits.
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

  /** Settles when it is on its way. Throws ParleyError BUFFER_FULL when too many writes wait. */
  write(stream: string, value: Wire): Promise<void> | undefined {
    const lane = this.#lane(stream)
    if (!lane.tail && !lane.outlet.room()) {
      lane.outlet.write(value)
      return undefined
    }
    if (lane.waiting >= WAITING)
      throw new ParleyError('BUFFER_FULL', `stream ${stream}: ${WAITING} samples wait for a reader that is slower`)
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
    let ensemble = this.#ensembles.get(group)
    if (!ensemble) {
      ensemble = new Ensemble<Wire>(members, (values) => {
        this.#left = Array.from(values, ([name, one]) => this.write(name, one))
      })
      this.#ensembles.set(group, ensemble)
    }
    this.#left = []
    ensemble.put(stream, value)
    const left = this.#left
    return left.some(Boolean) ? Promise.all(left) : undefined
  }

  /** The reader of a stream says how far it may go. */
  grant(stream: string, upTo: number): void {
    this.#lane(stream).credit.grant(upTo)
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

  async #writeWhenThereIsRoom({ outlet }: Lane, value: Wire): Promise<void> {
    for (let wait = outlet.room(); wait && !this.#stopped; wait = outlet.room()) await wait
    if (this.#stopped) throw new ParleyError('DISCARDED', 'the interaction has ended before the sample could leave')
    outlet.write(value)
  }

  #lane(stream: string): Lane {
    let lane = this.#lanes.get(stream)
    if (!lane) {
      const credit = this.#parts.credit()
      if (this.#stopped) credit.close()
      const outlet = new Outlet((message) => {
        if (!this.#stopped) this.#parts.send(stream, message)
      }, credit)
      lane = { outlet, credit, tail: null, waiting: 0 }
      this.#lanes.set(stream, lane)
    }
    return lane
  }
}
