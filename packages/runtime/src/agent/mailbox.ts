/** Interactions that may wait for a place in one instance, when nothing else is said. */
export const DEFAULT_MAILBOX_LIMIT = 10_000

interface Queue<T> {
  readonly priority: number
  /** Begun before, and to be gone on with: before those of the same priority that have not begun. */
  readonly begun: Set<T>
  /** A Set: in order of arrival, and any item leaves it at once. */
  readonly fresh: Set<T>
}

/**
 * Places, and a queue before them: higher priority first, in order of arrival within one.
 * Knows nothing of agents or interactions.
 *
 * I1. At most `places` items run. I2. While a place is free nothing waits. I3. An item waits once at most.
 */
export class Mailbox<T> {
  readonly #places: number
  readonly #limit: number
  readonly #start: (item: T) => void
  readonly #running = new Set<T>()
  /** Highest priority first; none is empty. */
  readonly #queues: Queue<T>[] = []
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

  /** 0 nothing runs or waits, 1 full. */
  get fullness(): number {
    return (this.#running.size + this.#waiting) / (this.#places + this.#limit)
  }

  get full(): boolean {
    return this.fullness >= 1
  }

  /** Whether an item of this priority would have to make room for one that waits. */
  outranks(priority: number): boolean {
    return this.#waiting > 0 && this.#queues[0]!.priority > priority
  }

  /** Starts it, or lets it wait; false when the queue is full. */
  offer(item: T, priority: number): boolean {
    if (this.#running.size < this.#places && !this.#refilling) this.#run(item)
    else if (this.full) return false
    else this.#wait(this.#queue(priority).fresh, item)
    return true
  }

  /** For an item that has begun: it goes on when a place is free. The limit does not count for it, since it was let in before. */
  requeue(item: T, priority: number): void {
    if (this.waits(item)) return
    if (this.#running.size < this.#places && !this.#refilling) this.#run(item)
    else this.#wait(this.#queue(priority).begun, item)
  }

  waits(item: T): boolean {
    return this.#queues.some(({ begun, fresh }) => begun.has(item) || fresh.has(item))
  }

  /** Takes one that waits out; false when it does not wait. */
  remove(item: T): boolean {
    const at = this.#queues.findIndex(({ begun, fresh }) => begun.delete(item) || fresh.delete(item))
    if (at < 0) return false
    this.#waiting--
    this.#dropEmpty(at)
    return true
  }

  /** Its place is free again: the next one starts. An item may be released while it starts; the loop keeps that from nesting. */
  release(item: T): void {
    if (!this.#running.delete(item) || this.#refilling) return
    this.#refilling = true
    try {
      while (this.#running.size < this.#places && this.#waiting > 0) this.#run(this.#next())
    } finally {
      this.#refilling = false
    }
  }

  #run(item: T): void {
    this.#running.add(item)
    this.#start(item)
  }

  #wait(queue: Set<T>, item: T): void {
    queue.add(item)
    this.#waiting++
  }

  #next(): T {
    const { begun, fresh } = this.#queues[0]!
    const from = begun.size > 0 ? begun : fresh
    const [item] = from
    from.delete(item!)
    this.#waiting--
    this.#dropEmpty(0)
    return item!
  }

  #queue(priority: number): Queue<T> {
    const at = this.#queues.findIndex((queue) => queue.priority <= priority)
    const found = this.#queues[at]
    if (found?.priority === priority) return found
    const made = { priority, begun: new Set<T>(), fresh: new Set<T>() }
    this.#queues.splice(at < 0 ? this.#queues.length : at, 0, made)
    return made
  }

  #dropEmpty(at: number): void {
    const { begun, fresh } = this.#queues[at]!
    if (begun.size + fresh.size === 0) this.#queues.splice(at, 1)
  }
}
