import { VERSION, type Wire, weightOf } from '@parley/protocol'
import type { Credit } from './credit.ts'

/** Samples that may share a message: enough to make a burst cheap, few enough that the first is not late. */
const BATCH = 64
const BATCH_BYTES = 64 * 1024

/**
 * The samples that one interaction writes, on their way to its requester. Those of one turn of the event loop share a message.
 * Tags count from 0. `flush` before the end: an end overtakes nothing.
 */
export class Outlet {
  readonly #send: (message: { v: 1; tag: number; data: Wire[] }) => void
  readonly #credit: Credit | null
  #next = 0
  #last: Wire = null
  #batch: Wire[] = []
  #bytes = 0
  #scheduled = false
  #failure: { error: unknown } | null = null

  /** Without credit, it may write as it likes. */
  constructor(send: (message: { v: 1; tag: number; data: Wire[] }) => void, credit: Credit | null = null) {
    this.#send = send
    this.#credit = credit
  }

  /** Null when the next sample may be written; else what to wait for. What was written before goes out. */
  room(): Promise<void> | null {
    const wait = this.#credit?.room(this.#next) ?? null
    if (wait) this.flush()
    return wait
  }

  /** The tag of the last sample; -1 before the first. */
  get lastTag(): number {
    return this.#next - 1
  }

  /** Samples that were written and have not left. */
  get pending(): number {
    return this.#batch.length
  }

  write(value: Wire): void {
    if (this.#failure) throw this.#failure.error
    const bytes = weightOf(value)
    if (this.#batch.length > 0 && this.#bytes + bytes > BATCH_BYTES) this.flush()
    this.#batch.push(value)
    this.#bytes += bytes
    this.#last = value
    this.#credit?.spent(bytes)
    this.#next++
    if (this.#batch.length >= BATCH || this.#bytes >= BATCH_BYTES) this.flush()
    else if (!this.#scheduled) {
      this.#scheduled = true
      setImmediate(() => {
        this.#scheduled = false
        try {
          this.flush()
        } catch (error) {
          this.#failure = { error } // the writer hears of it at its next write or at its end
        }
      })
    }
  }

  /** Throws what the post throws: TOO_LARGE for a sample that no message can hold. */
  flush(): void {
    if (this.#failure) throw this.#failure.error
    if (this.#batch.length === 0) return
    const data = this.#batch
    this.#batch = []
    this.#bytes = 0
    this.#send({ v: VERSION, tag: this.#next - data.length, data })
  }

  /** Says the last sample again, so that its reader learns how far the writer is. */
  repeat(): void {
    if (this.#next > 0 && this.#batch.length === 0 && !this.#failure) this.#send({ v: VERSION, tag: this.#next - 1, data: [this.#last] })
  }
}
