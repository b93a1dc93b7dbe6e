import { atTurnsEnd } from '../time/turns-end.ts'

/** Places to which something went; above it the batches are forgotten, which costs nothing but making them again. */
const PLACES = 1_000
/** What a pack may weigh: far below what any broker takes. What is heavier by itself travels alone. */
const MAX_WEIGHT = 64 * 1024
export const HEAVY = 16 * 1024
/**
 * A burst leaves in about so many parts, its reader at the first while its writer is at the next: in one, the ends would wait for each other, and more cost what messages
 * cost. How large it will be nobody knows: as the one before.
 */
const PARTS = 4
const [FEWEST_ROWS, MOST_ROWS] = [32, 128]

/** Takes what leaves. `early`: more of the same turn is to come, and this can be worked on meanwhile. */
type Flush<T> = (items: T[], early: boolean) => void

/**
 * Collects what goes to one place within a turn, and hands it over at the turn's end: a microtask after the first, so that a single message is not late and
 * a burst travels together.
 */
export class Batch<T> {
  /** Whom its items are for. */
  readonly owner: string
  readonly #flush: Flush<T>
  readonly #atTurnsEnd = () => {
    this.#rows = Math.min(Math.max(FEWEST_ROWS, this.#burst / PARTS), MOST_ROWS)
    this.#burst = 0 // before anything that may throw: what comes then would never leave
    this.flush()
  }
  #items: T[] = []
  #weight = 0
  /** Items of this turn. */
  #burst = 0
  /** What a part holds in this turn. */
  #rows = FEWEST_ROWS

  constructor(owner: string, flush: Flush<T>) {
    this.owner = owner
    this.#flush = flush
  }

  /** The one that was added last, for whoever has to know whether the next one fits. */
  get last(): T | undefined {
    const { length } = this.#items
    return length > 0 ? this.#items[length - 1] : undefined // a place below 0 would be looked up by its name
  }

  /** `most` items travel together. */
  add(item: T, weight: number, most: number = this.#rows): void {
    if (this.#weight + weight > MAX_WEIGHT) this.flush(true)
    if (this.#burst++ === 0) atTurnsEnd(this.#atTurnsEnd)
    this.#weight += weight
    if (this.#items.push(item) >= most) this.flush(true)
  }

  /** `early`: because no more has room. */
  flush(early = false): void {
    if (this.#items.length === 0) return
    const items = this.#items
    this.#items = []
    this.#weight = 0
    this.#flush(items, early)
  }
}

/** The batches of many places. A place may be an instance, which anybody can claim to be: what is for one owner never leaves with what is for another. */
export class Batches<T> {
  readonly #batches = new Map<string, Batch<T>>()

  get(place: string): Batch<T> | undefined {
    return this.#batches.get(place)
  }

  /** In the place of another owner's, which leaves. */
  open(place: string, owner: string, flush: Flush<T>): Batch<T> {
    this.#batches.get(place)?.flush()
    const batch = new Batch(owner, flush)
    if (this.#batches.size >= PLACES) this.#batches.clear()
    this.#batches.set(place, batch)
    return batch
  }

  flush(): void {
    for (const batch of this.#batches.values()) batch.flush()
  }
}
