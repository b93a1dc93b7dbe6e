/**
 * A bounded queue between whoever pushes and one `for await` loop.
 * `push` never waits: above the limit the oldest item goes and `dropped` counts it. After `end` what is queued is still read.
 */
export class Queue<T> implements AsyncIterable<T> {
  dropped = 0
  readonly #limit: number
  readonly #onReturn: (() => void) | undefined
  #items: T[] = []
  #head = 0
  #end: { error?: unknown } | null = null
  #wake: (() => void) | null = null

  /** `onReturn` is called when the reader leaves its loop before the end. */
  constructor(limit: number, onReturn?: () => void) {
    this.#limit = limit
    this.#onReturn = onReturn
  }

  get size(): number {
    return this.#items.length - this.#head
  }

  push(item: T): void {
    if (this.#end) return
    if (this.size >= this.#limit) {
      this.#take()
      this.dropped++
    }
    this.#items.push(item)
    this.#notify()
  }

  /** No more items come; with an error the reader's loop throws it after the last item. */
  end(error?: unknown): void {
    this.#end ??= error === undefined ? {} : { error }
    this.#notify()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, void> {
    try {
      while (true) {
        while (this.size > 0) yield this.#take()
        if (this.#end) {
          if ('error' in this.#end) throw this.#end.error
          return
        }
        await new Promise<void>((wake) => {
          this.#wake = wake
        })
      }
    } finally {
      if (!this.#end) {
        this.end()
        this.#onReturn?.()
      }
    }
  }

  #take(): T {
    const item = this.#items[this.#head++]!
    if (this.#head > 1_024 && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head)
      this.#head = 0
    }
    return item
  }

  #notify(): void {
    this.#wake?.()
    this.#wake = null
  }
}
