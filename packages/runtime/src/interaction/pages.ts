/** Whose a page is: one instance of an agent. */
export interface Asker {
  readonly requester: string
  readonly instance: string
}

/** A page for each instance that asks. Most of what comes is of the instance that spoke last, so its page is at hand. */
export class Pages<P> {
  readonly #pages = new Map<string, P>()
  #requester = ''
  #instance = ''
  #last: P | undefined

  get size(): number {
    return this.#pages.size
  }

  get({ requester, instance }: Asker): P | undefined {
    const isLast = this.#last && instance === this.#instance && requester === this.#requester
    const page = isLast ? this.#last : this.#pages.get(nameOf(requester, instance))
    // also when it is the last: of equal texts those that are the same one are found equal at once
    if (page) this.#turnTo(requester, instance, page)
    return page
  }

  set({ requester, instance }: Asker, page: P): P {
    this.#pages.set(nameOf(requester, instance), page)
    this.#turnTo(requester, instance, page)
    return page
  }

  delete({ requester, instance }: Asker): void {
    this.#pages.delete(nameOf(requester, instance))
    this.#last = undefined
  }

  values(): IterableIterator<P> {
    return this.#pages.values()
  }

  #turnTo(requester: string, instance: string, page: P): void {
    this.#requester = requester
    this.#instance = instance
    this.#last = page
  }
}

/** No name has a space in it. */
const nameOf = (requester: string, instance: string): string => `${requester} ${instance}`
