/**
 * Items by key, in the order in which they came. A Map where items pass through by the ten thousand, without its price: the store that a Map outgrows keeps all
 * that stood in it, and the next store, alive as long as it lies in the old generation (docs/performance.md). So the Map here holds numbers, and the items stand
 * in an array in which nothing is left behind.
 */
export class Table<T> {
  readonly #places = new Map<string, number>()
  readonly #items: (T | undefined)[] = []
  readonly #free: number[] = []

  get size(): number {
    return this.#places.size
  }

  get(key: string): T | undefined {
    const place = this.#places.get(key)
    return place === undefined ? undefined : this.#items[place]
  }

  has(key: string): boolean {
    return this.#places.has(key)
  }

  /** False when the key is taken: nothing is changed. */
  add(key: string, item: T): boolean {
    if (this.#places.has(key)) return false
    const place = this.#free.pop() ?? this.#items.length
    this.#places.set(key, place)
    this.#items[place] = item
    return true
  }

  /** False when there is none. */
  delete(key: string): boolean {
    const place = this.#places.get(key)
    if (place === undefined) return false
    this.#places.delete(key)
    this.#items[place] = undefined
    this.#free.push(place)
    return true
  }

  /** Items may leave while it goes on. */
  *values(): IterableIterator<T> {
    for (const place of this.#places.values()) yield this.#items[place]!
  }
}
