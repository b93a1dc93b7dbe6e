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
  /** {@link absent}. */
  #absentFrom = 0
  #absentTo = 0
  readonly #others = new Table<Other<T, K>, K | number>()

  get size(): number {
    return this.#inRing + this.#others.size
  }

  get(key: K | number): T | undefined {
    if (typeof key !== 'number') return this.#others.get(key)?.item
    if (this.#isInRing(key)) return this.#items[this.#placeOf(key)]
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
    else if (key < this.#absentTo) this.#leaveBehind(key)
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

  /**
   * Counts without an item, from one up to before another: just below the lowest that has one. What has stayed for long is left behind: neither of it nor of what is
   * below is anything said any more.
   */
  absent(): [from: number, to: number] {
    if (this.#absentTo < this.#windowFrom()) this.#leaveOldBehind()
    let to = this.#absentTo
    while (to <= this.#highest && !this.#isInRing(to)) to++
    this.#absentTo = to
    return [this.#absentFrom, to]
  }

  /** The items from one count up to before another leave, and are told. One that has stayed for long stays. */
  deleteBetween(from: number, to: number, left: (count: number, item: T) => void): void {
    const end = Math.min(to, this.#highest + 1)
    for (let count = Math.max(from, this.#windowFrom()); count < end; count++) {
      if (!this.#isInRing(count)) continue
      const at = this.#placeOf(count)
      const item = this.#items[at]!
      this.#items[at] = undefined
      this.#inRing--
      left(count, item)
    }
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

  /** Of the counts that have a place each. What is lower has its place only because nobody has come for it. */
  #windowFrom(): number {
    return this.#highest + 1 - this.#items.length
  }

  #isInRing(count: number): boolean {
    const at = this.#placeOf(count)
    return this.#counts[at] === count && this.#items[at] !== undefined
  }

  #leaveOldBehind(): void {
    const from = this.#windowFrom()
    for (let at = 0; at < this.#items.length; at++) {
      const count = this.#counts[at]!
      if (count < from && this.#items[at] !== undefined) this.#leaveBehind(count)
    }
    this.#absentTo = Math.max(this.#absentTo, from)
  }

  #leaveBehind(count: number): void {
    if (count >= this.#absentFrom) this.#absentFrom = count + 1
    if (this.#absentFrom > this.#absentTo) this.#absentTo = this.#absentFrom
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
    this.#leaveBehind(key)
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
