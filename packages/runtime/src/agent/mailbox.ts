import { Chain, type Link } from '../collections/chain.ts'

/** Interactions that may wait for a place in one instance, when nothing else is said. */
export const DEFAULT_MAILBOX_LIMIT = 10_000

interface Queue<T> {
  readonly priority: number
  /** Begun before, and to be gone on with: before those of the same priority that have not begun. */
  readonly begun: Chain<T>
  readonly fresh: Chain<T>
}

/** Something that may have a place, or wait for one; both while it gives one up. The fields are the Mailbox's own. */
export interface Seated<T> {
  placed: boolean
  /** Where it waits; null: it does not. */
  seat: Link<T> | null
}

/**
 * Places, and a queue before them: higher priority first, in order of arrival within one.
 * Knows nothing of agents or interactions.
 *
 * I1. At most `places` items run. I2. While a place is free nothing waits. I3. An item waits once at most.
 */
export class Mailbox<T extends Seated<T>> {
  readonly #places: number
  readonly #limit: number
  readonly #start: (item: T) => void
  /** Highest priority first; none is empty. */
  readonly #queues: Queue<T>[] = []
  #running = 0
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
    return this.#running
  }

  /** 0 nothing runs or waits, 1 full. */
  get fullness(): number {
    return (this.#running + this.#waiting) / (this.#places + this.#limit)
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
    if (this.#running < this.#places && !this.#refilling) this.#run(item)
    else if (this.full) return false
    else this.#wait(this.#queue(priority).fresh, item)
    return true
  }

  /** For an item that has begun: it goes on when a place is free. The limit does not count for it, since it was let in before. */
  requeue(item: T, priority: number): void {
    if (this.waits(item)) return
    if (this.#running < this.#places && !this.#refilling) this.#run(item)
    else this.#wait(this.#queue(priority).begun, item)
  }

  waits(item: T): boolean {
    return item.seat !== null
  }

  /** Takes one that waits out; false when it does not wait. */
  remove(item: T): boolean {
    const { seat } = item
    if (!seat) return false
    this.#leave(seat)
    return true
  }

  /** Its place is free again: the next one starts. An item may be released while it starts; the loop keeps that from nesting. */
  release(item: T): void {
    if (!item.placed) return
    item.placed = false
    this.#running--
    if (this.#refilling) return
    this.#refilling = true
    try {
      while (this.#running < this.#places && this.#waiting > 0) this.#run(this.#next())
    } finally {
      this.#refilling = false
    }
  }

  #run(item: T): void {
    item.placed = true
    this.#running++
    this.#start(item)
  }

  #wait(queue: Chain<T>, item: T): void {
    item.seat = queue.add(item)
    this.#waiting++
  }

  #next(): T {
    const { begun, fresh } = this.#queues[0]!
    const { first } = begun.empty ? fresh : begun
    this.#leave(first!)
    return first!.item
  }

  #leave(seat: Link<T>): void {
    const { chain } = seat
    seat.leave()
    seat.item.seat = null
    this.#waiting--
    if (!chain!.empty) return
    const at = this.#queues.findIndex(({ begun, fresh }) => begun.empty && fresh.empty)
    if (at >= 0) this.#queues.splice(at, 1)
  }

  #queue(priority: number): Queue<T> {
    const at = this.#queues.findIndex((queue) => queue.priority <= priority)
    const found = this.#queues[at]
    if (found?.priority === priority) return found
    const made = { priority, begun: new Chain<T>(), fresh: new Chain<T>() }
    this.#queues.splice(at < 0 ? this.#queues.length : at, 0, made)
    return made
  }
}
