import { CREDIT_WINDOW, ParleyError, type Wire } from '@parley/protocol'
import { type Ending, ended } from '../interaction/ending.ts'
import type { SentInteraction, TargetState } from '../interaction/sent.ts'
import type { Slots } from '../stream/declare.ts'
import { Grants } from '../stream/grants.ts'
import { Queue } from '../stream/queue.ts'
import { decodeSample } from '../stream/sample.ts'

/** Samples that may wait for a loop that is slower than a writer who heeds no credit; more, and the loop throws SLOW_CONSUMER. */
const SAMPLES_WAITING = 65_536

interface Parts {
  /** The action: what it yields is the stream of its name. */
  readonly action: string
  /** The output slots of the action, when it is known to be a processor. */
  readonly outputs: Slots['stdout'] | null
  readonly credit: (sent: SentInteraction, target: TargetState, stream: string, upTo: number) => void
  /** The loop was left, or cannot go on. */
  readonly onLeave: () => void
}

/** One stream: the tag that comes next, and how far its writer may go. */
interface Line {
  next: number
  readonly grants: Grants
}

/**
 * The samples of one attempt, on their way to the loop that reads them.
 *
 * S1. On each stream they come in order and each once, or the loop throws.
 * S2. Those that nobody iterates are dropped, and their writer is let go on.
 * S3. What has not arrived when the end has is lost: the loop throws then too, and a processor has no result.
 * S4. The outputs of a step come as one item, when all are there: the item's place is the tag of each of them.
 *     They are what their slots say, or the loop throws.
 */
export class Samples<S> {
  readonly #parts: Parts
  readonly #lines = new Map<string, Line>()
  /** Steps of which some outputs are there. */
  readonly #sets = new Map<number, Record<string, unknown>>()
  #queue: Queue<S> | null = null
  /** The place of the item that the loop takes next. */
  #place = 0
  /** Items of an attempt before this one that still wait for the loop. */
  #old = 0
  /** The outputs of the last step: the result of a processor, which returns nothing. */
  lastSet: Record<string, unknown> | undefined

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** The queue that a loop reads; a second loop takes over from the first, which is told so. */
  iterate(): Queue<S> {
    const first = this.#queue
    const onTake = () => {
      if (this.#queue === queue) this.#taken()
    }
    const queue = new Queue<S>(SAMPLES_WAITING + 1, { onReturn: this.#parts.onLeave, onTake })
    this.#queue = queue
    for (const item of first?.drain() ?? []) queue.push(item)
    first?.end(new ParleyError('DISCARDED', 'another loop reads these samples now'))
    return queue
  }

  arrive(sent: SentInteraction, target: TargetState, stream: string, firstTag: number, data: readonly Wire[]): void {
    const line = this.#lines.get(stream) ?? this.#begin(sent, target, stream)
    line.grants.arrived(data)
    for (let i = 0; i < data.length; i++) {
      const tag = firstTag + i
      if (tag < line.next) continue // said twice
      if (this.#queue && (tag > line.next || this.#queue.size >= SAMPLES_WAITING)) return this.#fail(line.next, tag)
      line.next = tag + 1
      if (stream === this.#parts.action && !this.#parts.outputs) this.#push(data[i] as S, tag)
      else this.#collect(stream, tag, data[i]!)
    }
  }

  end(error?: unknown): void {
    this.#queue?.end(error)
  }

  /** What a target has sent by its own account, and what has not arrived of it; null when all has. */
  lost(told: TargetState['tags']): string | null {
    for (const [stream, tags] of Object.entries(told ?? {})) {
      const next = this.#lines.get(stream)?.next ?? 0
      const last = tags.at(-1)!
      if (last >= next) return lostOnes(next, last)
    }
    return null
  }

  /** What was said of how far to go may be lost; so may all that was sent. */
  renewCredit(sent: SentInteraction, target: TargetState): void {
    const { action, outputs } = this.#parts
    for (const stream of outputs ? Object.keys(outputs) : [action]) if (!this.#lines.has(stream)) this.#begin(sent, target, stream)
    for (const { grants } of this.#lines.values()) grants.renew()
  }

  /** Another attempt begins, and counts from 0. */
  restart(): void {
    this.#lines.clear()
    this.#sets.clear()
    this.#place = 0
    this.#old = this.#queue?.size ?? 0
  }

  #begin(sent: SentInteraction, target: TargetState, stream: string): Line {
    const line = { next: 0, grants: new Grants(CREDIT_WINDOW, (upTo) => this.#parts.credit(sent, target, stream, upTo)) }
    this.#lines.set(stream, line)
    return line
  }

  /** Of an action of which nothing is known, each output is an item, and counts as taken. */
  #collect(stream: string, tag: number, value: Wire): void {
    const { outputs } = this.#parts
    if (!outputs) {
      this.#lines.get(stream)!.grants.consumed(tag)
      this.lastSet = { ...this.lastSet, [stream]: value }
      return this.#push({ [stream]: value } as S, null)
    }
    const set = this.#sets.get(tag) ?? {}
    try {
      set[stream] = outputs[stream] ? decodeSample(outputs[stream].properties, value, stream) : value
    } catch (error) {
      return this.#leave(error)
    }
    this.#sets.set(tag, set)
    if (Object.keys(outputs).some((name) => !(name in set))) return
    for (const before of this.#sets.keys()) if (before <= tag) this.#sets.delete(before)
    this.lastSet = set
    this.#push(set as S, tag)
  }

  #push(item: S, place: number | null): void {
    if (this.#queue) return this.#queue.push(item)
    if (place === null) return
    this.#place = place + 1
    this.#consumed(place)
  }

  #taken(): void {
    if (this.#old > 0) this.#old--
    else this.#consumed(this.#place++)
  }

  #consumed(place: number): void {
    for (const { grants } of this.#lines.values()) grants.consumed(place)
  }

  #fail(expected: number, tag: number): void {
    const lost = tag > expected ? lostOnes(expected, tag - 1) : `${SAMPLES_WAITING} samples wait to be read`
    this.#leave(new ParleyError('SLOW_CONSUMER', lost))
  }

  #leave(error: unknown): void {
    this.#queue?.end(error)
    this.#queue = null
    this.#parts.onLeave()
  }
}

const lostOnes = (first: number, last: number) => `samples ${first} to ${last} were lost`

/** The ending of a processor whose last outputs were lost: it has done it, and nobody knows what came of it. */
export const unheard = (target: string, lost: string): Ending =>
  ended('disconnected', 'DISCONNECTED', `${target} has done it, but ${lost}`, { details: { executed: 'done' } })
