import type { Origin } from '@parley/protocol'
import { Counted } from '../collections/counted.ts'

/** Tables above which one that is empty is forgotten. */
const TABLES = 1_000

/** What one instance has asked for, by the count of its id; an id of another form whole. */
type Page<T> = Counted<T>

/**
 * Items by where their interaction comes from: what one instance of a requester has asked stands in a ring of its own, by its count. Most of what comes is of the
 * instance that spoke last, so its ring is at hand.
 */
export class Ledger<T> {
  readonly #pages = new Map<string, Page<T>>()
  #size = 0
  #requester = ''
  #instance = ''
  #last: Page<T> | undefined

  get size(): number {
    return this.#size
  }

  /** One for each instance that has asked for something. */
  get tables(): number {
    return this.#pages.size
  }

  get(origin: Origin): T | undefined {
    return this.#page(origin)?.get(origin.short)
  }

  /** False when there is one already: nothing is changed. */
  add(origin: Origin, item: T): boolean {
    const added = (this.#page(origin) ?? this.#open(origin)).add(origin.short, item)
    if (added) this.#size++
    return added
  }

  /** False when there is none. */
  delete(origin: Origin): boolean {
    const page = this.#page(origin)
    if (!page?.delete(origin.short)) return false
    this.#size--
    if (page.size === 0 && this.#pages.size > TABLES) this.#close(origin)
    return true
  }

  clear(): void {
    for (const page of this.#pages.values()) page.clear()
    this.#size = 0
    if (this.#pages.size <= TABLES) return
    this.#pages.clear()
    this.#last = undefined
  }

  /** Of each instance in the order in which it has asked. Items may leave while it goes on. */
  *values(): IterableIterator<T> {
    for (const page of this.#pages.values()) yield* page.values()
  }

  #page({ requester, instance }: Origin): Page<T> | undefined {
    const isLast = this.#last && instance === this.#instance && requester === this.#requester
    const page = isLast ? this.#last : this.#pages.get(nameOf(requester, instance))
    // also when it is the last: of equal texts those that are the same one are found equal at once
    if (page) this.#turnTo(requester, instance, page)
    return page
  }

  #open({ requester, instance }: Origin): Page<T> {
    const page: Page<T> = new Counted()
    this.#pages.set(nameOf(requester, instance), page)
    this.#turnTo(requester, instance, page)
    return page
  }

  #close({ requester, instance }: Origin): void {
    this.#pages.delete(nameOf(requester, instance))
    this.#last = undefined
  }

  #turnTo(requester: string, instance: string, page: Page<T>): void {
    this.#requester = requester
    this.#instance = instance
    this.#last = page
  }
}

/** No name has a space in it. */
const nameOf = (requester: string, instance: string): string => `${requester} ${instance}`
