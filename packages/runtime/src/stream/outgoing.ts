import type { Wire } from '@parley/protocol'
import type { Clock } from '../time/clock.ts'
import { Credit } from './credit.ts'
import { discarded, Flow, quiet } from './flow.ts'
import type { OwnStreams } from './own-streams.ts'

/** No sample goes before the reader has said that it reads. */
const NOTHING_YET = -1

interface Reader {
  /** Which instance of the target has the interaction; null before it has said so. */
  instance: string | null
  readonly flow: Flow
}

type Send = (target: string, instance: string, stream: string, message: { v: 1; tag: number; data: Wire[] }) => void

/**
 * What an interaction that was sent writes to its targets, each at its own pace.
 *
 * O1. A sample goes to the instance that has the interaction, once it has granted it.
 * O2. A write settles when it is on its way to every target that has not ended.
 */
export class Outgoing {
  readonly #own: OwnStreams
  readonly #readers: ReadonlyMap<string, Reader>

  constructor(own: OwnStreams, targets: readonly string[], send: Send, clock: Pick<Clock, 'nowMs'>) {
    this.#own = own
    const readerOf = (target: string): Reader => {
      const credit = () => new Credit(NOTHING_YET)
      const reader: Reader = {
        instance: null,
        flow: new Flow({ clock, credit, send: (stream, message) => send(target, reader.instance!, stream, message) }),
      }
      return reader
    }
    this.#readers = new Map(targets.map((target) => [target, readerOf(target)]))
  }

  /** Throws ParleyError UNKNOWN_STREAM, BAD_SAMPLE, or BUFFER_FULL when too many writes wait that nobody awaits; rejects with DISCARDED once all have ended. */
  write(stream: string, value: unknown): Promise<unknown> {
    const writes: Promise<unknown>[] = []
    for (const { flow } of this.#readers.values()) {
      if (flow.stopped) continue
      const write = Promise.resolve(this.#own.send(flow, stream, value))
      writes.push(
        write.catch((error: unknown) => {
          if (!flow.stopped || this.#over) throw error
        }),
      )
    }
    return quiet(writes.length > 0 ? Promise.all(writes) : Promise.reject(discarded()))
  }

  get #over(): boolean {
    for (const { flow } of this.#readers.values()) if (!flow.stopped) return false
    return true
  }

  onCredit(target: string, instance: string, stream: string, upTo: number): void {
    const reader = this.#readers.get(target)
    if (!reader || !this.#own.get(stream)) return
    reader.instance = instance
    reader.flow.grant(stream, upTo)
  }

  /** Something was written that has not left. */
  get hasData(): boolean {
    for (const { flow } of this.#readers.values()) if (flow.hasData) return true
    return false
  }

  /** A target has ended: nobody waits for it any longer. */
  end(target: string): void {
    this.#readers.get(target)?.flow.stop()
  }
}
