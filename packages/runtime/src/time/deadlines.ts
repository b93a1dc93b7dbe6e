import { Chain, type Link } from '../collections/chain.ts'
import type { Clock } from './clock.ts'

/** Something that may have a deadline. The fields are the Deadlines' own; -1 in a time: none. */
export interface Expiring {
  dueMs: number
  /** What was left when its clock was stopped. */
  heldMs: number
  /** Its place among those of the same moment; null: none. */
  due: Link<Expiring> | null
}

/** A deadline may be late by this much, or by a 32nd of a long one: the grain makes thousands of deadlines one timer. */
const FINE_GRAIN_MS = 4
const COARSE_GRAIN_MS = 256
const COARSE_FROM_MS = 8_192

/**
 * Owns: the deadlines of everything open, and one timer. Knows nothing of what expires.
 *
 * I1. Never early: a due time is rounded up to its grain.
 * I2. Setting and clearing cost the same whatever the number of deadlines.
 * I3. At most one timer is armed, for the earliest bucket that was not empty when it was armed.
 */
export class Deadlines<T extends Expiring> {
  readonly #clock: Clock
  readonly #expire: (item: T) => void
  readonly #buckets = new Map<number, Chain<Expiring>>()
  /** Where the last one was put, and most of the next are: it stays when it is empty, so that one after the other costs no look-up. */
  #latest = new Chain<Expiring>()
  #latestMs = -1
  #armedMs = Number.POSITIVE_INFINITY
  #disarm: (() => void) | undefined

  constructor(clock: Clock, expire: (item: T) => void) {
    this.#clock = clock
    this.#expire = expire
  }

  /** Sets, or replaces, the deadline of an item: `inMs` from now, or from a moment just past that was read already. */
  set(item: T, inMs: number, fromMs: number = this.#clock.nowMs()): void {
    this.clear(item)
    const grain = inMs >= COARSE_FROM_MS ? COARSE_GRAIN_MS : FINE_GRAIN_MS
    const due = Math.ceil((fromMs + inMs) / grain) * grain
    item.dueMs = due
    if (due !== this.#latestMs) this.#turnTo(due)
    item.due = this.#latest.add(item)
    if (due < this.#armedMs) this.#arm(due)
  }

  clear(item: T): void {
    const { due } = item
    if (!due) return
    const bucket = due.chain
    due.leave()
    if (bucket?.empty && bucket !== this.#latest) this.#drop(item.dueMs, bucket)
    item.due = null
    item.dueMs = -1
  }

  /** Stops an item's clock: what is left stays left. */
  hold(item: T): void {
    if (item.dueMs < 0) return
    const left = this.remainingMs(item)
    this.clear(item)
    item.heldMs = left
  }

  /** The clock of an item that was held goes on. */
  goOn(item: T): void {
    if (item.heldMs < 0) return
    const left = item.heldMs
    item.heldMs = -1
    this.set(item, left)
  }

  /** What is left of an item's time; Infinity without a deadline. */
  remainingMs(item: T): number {
    if (item.heldMs >= 0) return item.heldMs
    return item.dueMs < 0 ? Number.POSITIVE_INFINITY : Math.max(0, item.dueMs - this.#clock.nowMs())
  }

  close(): void {
    this.#disarm?.()
    this.#buckets.clear()
    this.#armedMs = Number.NEGATIVE_INFINITY // nothing is earlier: no timer is armed again
  }

  #turnTo(due: number): void {
    const [before, beforeMs] = [this.#latest, this.#latestMs]
    this.#latest = this.#buckets.get(due) ?? new Chain()
    this.#latestMs = due
    this.#buckets.set(due, this.#latest)
    if (before.empty) this.#drop(beforeMs, before)
  }

  /** An empty one; that of the timer stays until it fires. */
  #drop(due: number, bucket: Chain<Expiring>): void {
    if (due !== this.#armedMs && this.#buckets.get(due) === bucket) this.#buckets.delete(due)
  }

  #arm(due: number): void {
    this.#disarm?.()
    this.#armedMs = due
    this.#disarm = this.#clock.after(Math.max(0, due - this.#clock.nowMs()), () => this.#fire())
  }

  #fire(): void {
    const now = this.#clock.nowMs()
    this.#armedMs = Number.POSITIVE_INFINITY
    const due: [number, Chain<Expiring>][] = []
    let next = Number.POSITIVE_INFINITY
    for (const entry of this.#buckets) {
      const [atMs, { empty }] = entry
      if (atMs <= now) due.push(entry)
      else if (!empty && atMs < next) next = atMs
    }
    for (const [atMs] of due) this.#buckets.delete(atMs)
    if (this.#latestMs <= now) this.#latestMs = -1
    if (next < Number.POSITIVE_INFINITY) this.#arm(next)
    due.sort(([a], [b]) => a - b)
    for (const [, bucket] of due)
      for (let link = bucket.first; link; link = bucket.first) {
        const item = link.item as T
        this.clear(item)
        this.#expire(item)
      }
  }
}
