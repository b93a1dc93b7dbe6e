import type { Stretch } from './stretch.ts'

/** What a reader that waits is waked with. */
interface Reader<T> {
  resolve(result: IteratorResult<T, void>): void
  reject(error: unknown): void
}

export interface QueueOptions<T> {
  /** The reader leaves before the end. */
  readonly onReturn?: () => void
  /** For each item that it gets. */
  readonly onTake?: () => void
  /** Tells the reader that so many were dropped, before the next item. */
  readonly gap?: (dropped: number) => T
  /** For a reader whom nobody waits for: it lets the event loop turn, however much there is to read. */
  readonly stretch?: Stretch
}

/**
 * A bounded queue between whoever pushes and one reader. Not a generator: `return` works also while `next` waits.
 * `push` never waits: above the limit the oldest item goes and `dropped` counts it, until a gap tells it. After `end` what is queued is still read.
 */
export class Queue<T> implements AsyncIterableIterator<T, void> {
  dropped = 0
  readonly #limit: number
  readonly #options: QueueOptions<T>
  /** Nothing is left of those before the head: what stays here after its reader has it becomes old, with all its bytes, and is dear to collect. */
  #items: (T | undefined)[] = []
  #head = 0
  #end: { error?: unknown } | null = null
  /** Where one waits, no item does. */
  readonly #readers: Reader<T>[] = []

  constructor(limit: number, options: QueueOptions<T> = {}) {
    this.#limit = limit
    this.#options = options
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
    while (this.#readers.length > 0 && this.size > 0) this.#readers.shift()!.resolve({ done: false, value: this.#hand() })
  }

  /** Takes out all that waits, for another reader than this one's. */
  drain(): T[] {
    const items = this.#items.slice(this.#head) as T[]
    this.#items = []
    this.#head = 0
    return items
  }

  /** No more items come; with an error the reader is thrown it after the last item. */
  end(error?: unknown): void {
    if (this.#end) return
    this.#end = error === undefined ? {} : { error }
    for (const reader of this.#readers.splice(0)) this.#finish(reader)
  }

  next(): Promise<IteratorResult<T, void>> {
    const turn = this.#options.stretch?.turn(this.size)
    if (turn) return turn.then(() => this.next())
    if (this.size > 0) return Promise.resolve({ done: false, value: this.#hand() })
    return new Promise((resolve, reject) => {
      if (this.#end) this.#finish({ resolve, reject })
      else this.#readers.push({ resolve, reject })
    })
  }

  return(): Promise<IteratorResult<T, void>> {
    this.#items = []
    this.#head = 0
    if (!this.#end) {
      this.end()
      this.#options.onReturn?.()
    }
    return Promise.resolve({ done: true, value: undefined })
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  /** An error is thrown once; after it the queue is over like any other. */
  #finish(reader: Reader<T>): void {
    const { error } = this.#end!
    if (error === undefined) return reader.resolve({ done: true, value: undefined })
    this.#end = {}
    reader.reject(error)
  }

  #hand(): T {
    const { gap, onTake } = this.#options
    if (gap && this.dropped > 0) {
      const told = this.dropped
      this.dropped = 0
      return gap(told)
    }
    onTake?.()
    return this.#take()
  }

  #take(): T {
    const item = this.#items[this.#head] as T
    this.#items[this.#head++] = undefined
    if (this.#head > 1_024 && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head)
      this.#head = 0
    }
    return item
  }
}
