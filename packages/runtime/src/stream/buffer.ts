import type { Wire } from '@parley/protocol'
import type { Policy } from './declare.ts'

/** Samples that may wait in one buffer when nothing else is said: enough for a burst, little enough for a thousand interactions. */
export const DEFAULT_LIMIT = 256
/** Instances of an owner that are told apart; more are a stream of restarts, and the first to have come is forgotten. */
const INSTANCES = 64

export interface BufferOptions {
  readonly policy: Policy
  readonly limit: number
  /** There is something to read where there was nothing. */
  readonly onFresh: () => void
  /** The sample with this tag, and all before it, will not be asked for again. */
  readonly onConsumed?: (tag: number) => void
}

export interface Taken {
  readonly tag: number
  readonly value: Wire
  /** Samples that were sent between the last one that was read and this one, and were not read: lost on the way, or dropped by the policy. */
  readonly missed: number
}

interface Item {
  readonly line: Line
  readonly tag: number
  readonly value: Wire
}

/** The tags of one instance of the owner. */
interface Line {
  /** The last one that was read, or passed over; NaN before there is one. */
  passed: number
  /** The first that came, for a reader that does not begin where the writer does. */
  first: number
}

/**
 * The samples of one stream that one interaction has not read. "Fresh" is: there is one.
 *
 * B1. A sample is read once at most, and in the order of tags; one that comes after a later one was read is dropped and counted in `late`.
 * B2. It holds at most `limit` samples (one with `latest`): the oldest go, unless credits keep the writer from sending more (`queue`).
 * B3. What was sent and is not read is told by `missed` of the next that is.
 */
export class Buffer {
  /** Samples that came twice, or too late. */
  late = 0
  /** No more samples come: why. */
  closed: Error | null = null
  readonly #options: BufferOptions
  readonly #limit: number
  readonly #lines = new Map<string, Line>()
  readonly #first: number
  #items: Item[] = []

  /** `firstTag`: with what the writer begins to count for this reader; null when it began before. */
  constructor(options: BufferOptions, firstTag: number | null) {
    this.#options = options
    this.#limit = options.policy === 'latest' ? 1 : options.limit
    this.#first = firstTag ?? Number.NaN
  }

  get fresh(): boolean {
    return this.#items.length > 0
  }

  get size(): number {
    return this.#items.length
  }

  /** The tag of the sample that would be read next; null when there is none. */
  get tag(): number | null {
    return this.#items[0]?.tag ?? null
  }

  push(firstTag: number, data: readonly Wire[], instance = ''): void {
    const line = this.#line(instance)
    const before = this.#items.length
    for (let i = 0; i < data.length; i++) this.#insert({ line, tag: firstTag + i, value: data[i]! })
    if (before === 0 && this.#items.length > 0) this.#options.onFresh()
  }

  take(): Taken | undefined {
    const item = this.#items.shift()
    if (!item) return undefined
    const { line, tag, value } = item
    const missed = tag - (Number.isNaN(line.passed) ? line.first : line.passed + 1)
    line.passed = tag
    this.#options.onConsumed?.(tag)
    return { tag, value, missed }
  }

  clear(): void {
    this.#items = []
  }

  #insert(item: Item): void {
    const { line, tag } = item
    const at = tag <= line.passed ? null : this.#placeOf(item)
    if (at === null) {
      this.late++
      return
    }
    if (!(tag >= line.first)) line.first = tag
    this.#items.splice(at, 0, item)
    if (this.#items.length > this.#limit) this.#items.shift()
  }

  /** Before the first of its line that is later; null when it is there already. Items of other lines may stand between. */
  #placeOf({ line, tag }: Item): number | null {
    let at = this.#items.length
    for (let i = at - 1; i >= 0; i--) {
      const other = this.#items[i]!
      if (other.line !== line) continue
      if (other.tag === tag) return null
      if (other.tag < tag) break
      at = i
    }
    return at
  }

  #line(instance: string): Line {
    let line = this.#lines.get(instance)
    if (!line) {
      if (this.#lines.size >= INSTANCES) this.#lines.delete(this.#lines.keys().next().value!)
      line = { passed: this.#first - 1, first: Number.NaN }
      this.#lines.set(instance, line)
    }
    return line
  }
}
