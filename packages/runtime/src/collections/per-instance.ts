/** Something for each instance of each agent. Most of what comes is about the instance that was asked for last: what that one has, or that it has nothing, is at hand. */
export class PerInstance<T> {
  readonly #all = new Map<string, T>()
  #agent = ''
  #instance = ''
  #last: T | undefined

  get size(): number {
    return this.#all.size
  }

  get(agent: string, instance: string): T | undefined {
    const isLast = instance === this.#instance && agent === this.#agent
    // also when it is the last: of equal texts those that are the same one are found equal at once
    return this.#turnTo(agent, instance, isLast ? this.#last : this.#all.get(keyOf(agent, instance)))
  }

  set(agent: string, instance: string, item: T): T {
    this.#all.set(keyOf(agent, instance), item)
    this.#turnTo(agent, instance, item)
    return item
  }

  delete(agent: string, instance: string): void {
    this.#all.delete(keyOf(agent, instance))
    this.#turnTo(agent, instance, undefined)
  }

  clear(): void {
    this.#all.clear()
    this.#last = undefined
  }

  values(): IterableIterator<T> {
    return this.#all.values()
  }

  #turnTo(agent: string, instance: string, item: T | undefined): T | undefined {
    this.#agent = agent
    this.#instance = instance
    this.#last = item
    return item
  }
}

/** No name has a space in it. */
const keyOf = (agent: string, instance: string): string => `${agent} ${instance}`
