import { Table } from './table.ts'

/** A place for each count in a row; more are made when half of them are taken, up to so many. */
const [FEWEST, MOST] = [16, 2 ** 12]

/** One that has no place in the ring. */
interface Other<T, K> {
  readonly key: K | number
  readonly item: T
}

/**
 * Items by a number that counts on, where those that come are nearly always the next ones, and most leave soon: each has the place of its count in a ring, and
 * nothing is hashed. What stays while the ring goes round moves to a Table, and whatever is no such number stands there from the first.
 */
export class Counted<T, K = string> {
  #items: (T | undefined)[] = new Array(FEWEST).fill(undefined)
  /** The counts of the items; of a free place, the last that was there. */
  #counts: number[] = new Array(FEWEST).fill(-1)
  #inRing = 0
  /** The largest count that ever came: what is above it is new, and is not looked for among a hundred thousand that have stayed. */
  #highest = -1
  readonly #others = new Table<Other<T, K>, K | number>()

  get size(): number {
    return this.#inRing + this.#others.size
  }

  get(key: K | number): T | undefined {
    if (typeof key !== 'number') return this.#others.get(key)?.item
    const at = this.#placeOf(key)
    if (this.#counts[at] === key && this.#items[at] !== undefined) return this.#items[at]
    return this.#others.size > 0 && key <= this.#highest ? this.#others.get(key)?.item : undefined
  }

  /** False when the key is taken: nothing is changed. */
  add(key: K | number, item: T): boolean {
    if (typeof key !== 'number') return this.#others.add(key, { key, item })
    if (this.get(key) !== undefined) return false
    if (this.#items[this.#placeOf(key)] !== undefined) this.#makeRoom(key)
    const at = this.#placeOf(key)
    this.#items[at] = item
    this.#counts[at] = key
    this.#inRing++
    if (key > this.#highest) this.#highest = key
    return true
  }

  /** False when there is none. */
  delete(key: K | number): boolean {
    const at = typeof key === 'number' ? this.#placeOf(key) : -1
    if (at < 0 || this.#counts[at] !== key || this.#items[at] === undefined) return this.#others.size > 0 && this.#others.delete(key)
    this.#items[at] = undefined
    this.#inRing--
    return true
  }

  clear(): void {
    this.#items.fill(undefined)
    this.#inRing = 0
    this.#others.clear()
  }

  /** In the order of their counts; those without one first. Items may leave while it goes on. */
  *values(): IterableIterator<T> {
    const keys: (K | number)[] = this.#counts.filter((_, at) => this.#items[at] !== undefined)
    for (const { key } of this.#others.values()) keys.push(key)
    const rank = (key: K | number) => (typeof key === 'number' ? key : -1)
    for (const key of keys.sort((a, b) => rank(a) - rank(b))) {
      const item = this.get(key)
      if (item !== undefined) yield item
    }
  }

  /** So many places that it is `& (size - 1)`. */
  #placeOf(count: number): number {
    return count & (this.#items.length - 1)
  }

  /** The place of this count is taken by another one: by one that has stayed, or because there are too many of them. */
  #makeRoom(count: number): void {
    while (this.#items[this.#placeOf(count)] !== undefined && 2 * this.#inRing >= this.#items.length && this.#items.length < MOST)
      this.#grow()
    this.#moveOut(this.#placeOf(count))
  }

  #moveOut(at: number): void {
    const item = this.#items[at]
    if (item === undefined) return
    const key = this.#counts[at]!
    this.#others.add(key, { key, item })
    this.#items[at] = undefined
    this.#inRing--
  }

  #grow(): void {
    const [items, counts] = [this.#items, this.#counts]
    this.#items = new Array(2 * items.length).fill(undefined)
    this.#counts = new Array(2 * items.length).fill(-1)
    for (let i = 0; i < items.length; i++) {
      if (items[i] === undefined) continue
      const at = this.#placeOf(counts[i]!)
      this.#items[at] = items[i]
      this.#counts[at] = counts[i]!
    }
    items.fill(undefined) // an array that is old keeps what stands in it alive, also when nobody has it any more
  }
}
