import type { Origin } from '@parley/protocol'
import { Counted } from '../collections/counted.ts'
import { PerInstance } from '../collections/per-instance.ts'

/** Tables above which one that is empty is forgotten. */
const TABLES = 1_000

/** Items by where their interaction comes from: what one instance of a requester has asked stands in a ring of its own, by its count; an id of another form whole. */
export class Ledger<T> {
  readonly #pages = new PerInstance<Counted<T>>()
  #size = 0

  get size(): number {
    return this.#size
  }

  /** One for each instance that has asked for something. */
  get tables(): number {
    return this.#pages.size
  }

  get(origin: Origin): T | undefined {
    return this.#pageOf(origin)?.get(origin.short)
  }

  /** False when there is one already: nothing is changed. */
  add(origin: Origin, item: T): boolean {
    const page = this.#pageOf(origin) ?? this.#pages.set(origin.requester, origin.instance, new Counted())
    const added = page.add(origin.short, item)
    if (added) this.#size++
    return added
  }

  /** False when there is none. */
  delete(origin: Origin): boolean {
    const page = this.#pageOf(origin)
    if (!page?.delete(origin.short)) return false
    this.#size--
    if (page.size === 0 && this.#pages.size > TABLES) this.#pages.delete(origin.requester, origin.instance)
    return true
  }

  /** The counts of one instance of which nothing is here, as far as it is said ({@link Counted.absent}). */
  absent(requester: string, instance: string): [from: number, to: number] {
    return this.#pages.get(requester, instance)?.absent() ?? [0, 0]
  }

  /** Of each instance in the order in which it has asked. Items may leave while it goes on. */
  *values(): IterableIterator<T> {
    for (const page of this.#pages.values()) yield* page.values()
  }

  #pageOf({ requester, instance }: Origin): Counted<T> | undefined {
    return this.#pages.get(requester, instance)
  }
}
