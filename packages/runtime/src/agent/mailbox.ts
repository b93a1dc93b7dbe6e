/** Interactions that may wait for a place in one instance, when nothing else is said. */
export const DEFAULT_MAILBOX_LIMIT = 10_000

/**
 * Places, and a queue before them: higher priority first, in order of arrival within one.
 * Knows nothing of agents or interactions.
 *
 * I1. At most `places` items run. I2. While a place is free nothing waits.
 */
export class Mailbox<T> {
  readonly #places: number
  readonly #limit: number
  readonly #start: (item: T) => void
  readonly #running = new Set<T>()
  /** Queues by priority, highest first. A queue is a Set: in order of arrival, and any item leaves it at once. */
  readonly #queues: { priority: number; items: Set<T> }[] = []
  #waiting = 0
  #refilling = false

  constructor(places: number, limit: number, start: (item: T) => void) {
    this.#places = places
    this.#limit = limit
    this.#start = start
  }

  get waiting(): number {
    return this.#waiting
  }

  get running(): number {
    return this.#running.size
  }

  /** Starts it, or lets it wait; false when the queue is full. */
  offer(item: T, priority: number): boolean {
    if (this.#running.size < this.#places) this.#run(item)
    else if (this.#waiting >= this.#limit) return false
    else {
      this.#queue(priority).add(item)
      this.#waiting++
    }
    return true
  }

  /** Takes one that waits out; false when it does not wait. */
  remove(item: T): boolean {
    const found = this.#queues.some(({ items }) => items.delete(item))
    if (found) this.#waiting--
    return found
  }

  /** Its place is free again: the next one starts. An item may be released while it starts; the loop keeps that from nesting. */
  release(item: T): void {
    if (!this.#running.delete(item) || this.#refilling) return
    this.#refilling = true
    while (this.#running.size < this.#places && this.#waiting > 0) this.#run(this.#next())
    this.#refilling = false
  }

  #run(item: T): void {
    this.#running.add(item)
    this.#start(item)
  }

  #next(): T {
    while (this.#queues[0]!.items.size === 0) this.#queues.shift()
    const [item] = this.#queues[0]!.items
    this.#queues[0]!.items.delete(item!)
    this.#waiting--
    return item!
  }

  #queue(priority: number): Set<T> {
    const at = this.#queues.findIndex((queue) => queue.priority <= priority)
    const found = this.#queues[at]
    if (found?.priority === priority) return found.items
    const made = { priority, items: new Set<T>() }
    this.#queues.splice(at < 0 ? this.#queues.length : at, 0, made)
    return made.items
  }
}
