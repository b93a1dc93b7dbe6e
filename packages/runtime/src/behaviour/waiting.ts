interface Queue<T> {
  readonly priority: number
  /** In order of arrival, by their numbers. */
  readonly items: Map<T, number>
}

/**
 * What waits for a state, in groups that are always judged alike: higher priority first, in order of arrival within one.
 * Whoever looks for the next one asks once per group, however many wait. Knows nothing of machines or interactions.
 */
export class Waiting<T> {
  /** Of each group the queues, highest priority first; none is empty. */
  readonly #groups = new Map<string, Queue<T>[]>()
  readonly #groupOf = new Map<T, string>()
  #arrivals = 0

  get size(): number {
    return this.#groupOf.size
  }

  add(item: T, group: string, priority: number): void {
    this.#groupOf.set(item, group)
    const queues = this.#groups.get(group) ?? []
    if (queues.length === 0) this.#groups.set(group, queues)
    const at = queues.findIndex((queue) => queue.priority <= priority)
    const found = queues[at]
    if (found?.priority === priority) found.items.set(item, this.#arrivals++)
    else queues.splice(at < 0 ? queues.length : at, 0, { priority, items: new Map([[item, this.#arrivals++]]) })
  }

  /** False when it does not wait. */
  delete(item: T): boolean {
    const group = this.#groupOf.get(item)
    if (group === undefined) return false
    this.#groupOf.delete(item)
    const queues = this.#groups.get(group)!
    const at = queues.findIndex(({ items }) => items.delete(item))
    if (queues[at]!.items.size === 0) queues.splice(at, 1)
    if (queues.length === 0) this.#groups.delete(group)
    return true
  }

  /** Of the groups whose first one is wanted, the one of the highest priority that came first. */
  next(isWanted: (head: T) => boolean): T | undefined {
    let best: { readonly item: T; readonly priority: number; readonly arrival: number } | undefined
    for (const [queue] of this.#groups.values()) {
      const { priority, items } = queue!
      const [item, arrival] = items.entries().next().value!
      if (best && (best.priority > priority || (best.priority === priority && best.arrival < arrival))) continue
      if (isWanted(item)) best = { item, priority, arrival }
    }
    return best?.item
  }
}
