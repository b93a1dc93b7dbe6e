/** So many keys without an item are taken out together: a Map that shrinks with each key that leaves it is made anew each time. */
const SWEPT = 64

/**
 * Items by key, in the order in which they came. A Map where items pass through by the ten thousand, without its price: the store that a Map outgrows keeps all
 * that stood in it, and the next store, alive as long as it lies in the old generation (docs/performance.md). So the Map here holds numbers, and the items stand
 * in an array in which nothing is left behind.
 */
export class Table<T, K = string> {
  readonly #index = new Map<K, number>()
  readonly #items: (T | undefined)[] = []
  readonly #free: number[] = []
  /** Keys whose items have left, and that are still in the Map. */
  #left: K[] = []
  #size = 0

  get size(): number {
    return this.#size
  }

  get(key: K): T | undefined {
    const at = this.#index.get(key)
    return at === undefined ? undefined : this.#items[at]
  }

  has(key: K): boolean {
    return this.get(key) !== undefined
  }

  /** False when the key is taken: nothing is changed. */
  add(key: K, item: T): boolean {
    const old = this.#index.get(key)
    if (old !== undefined) {
      if (this.#items[old] !== undefined) return false
      this.#sweep() // it comes after those that came while it was away
    }
    const at = this.#free.pop() ?? this.#items.length
    this.#index.set(key, at)
    this.#items[at] = item
    this.#size++
    return true
  }

  /** False when there is none. */
  delete(key: K): boolean {
    const at = this.#index.get(key)
    if (at === undefined || this.#items[at] === undefined) return false
    this.#items[at] = undefined
    this.#size--
    if (this.#left.push(key) >= SWEPT) this.#sweep()
    return true
  }

  /** Items may leave while it goes on. */
  *values(): IterableIterator<T> {
    for (const at of this.#index.values()) {
      const item = this.#items[at]
      if (item !== undefined) yield item
    }
  }

  #sweep(): void {
    for (const key of this.#left) {
      this.#free.push(this.#index.get(key)!)
      this.#index.delete(key)
    }
    this.#left = []
  }
}
