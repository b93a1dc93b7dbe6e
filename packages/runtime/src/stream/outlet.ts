import { VERSION, type Wire, weightOf } from '@parley/protocol'
import type { Clock } from '../time/clock.ts'
import type { Credit } from './credit.ts'

/**
 * Samples that leave together: enough to make a burst cheap, few enough that the first is not late. What is large fills the socket whatever its number; the longer
 * the event loop stays with one burst of it, the larger are the pieces that the broker reads.
 */
const BURST = 64
const BURST_BYTES = 256 * 1024
/** A writer that takes long for each sample is not held up by its burst, and hears what it is told meanwhile. */
const BURST_MS = 10
/**
 * Bytes of those that may share a message. Each message costs both ends and the broker the same, whatever it holds; but whoever reads gets 64 KiB at a time, and
 * puts a message that lies in two pieces together by a copy: the larger, the more often. 48 KiB were measured to be up to a tenth faster than 32 and 64.
 */
const MESSAGE_BYTES = 48 * 1024

/**
 * The samples that one interaction writes, on their way to its requester. Those of one turn of the event loop share a message.
 * Tags count from 0. `flush` before the end: an end overtakes nothing.
 */
export class Outlet {
  readonly #send: (message: { v: 1; tag: number; data: Wire[] }) => void
  readonly #credit: Credit | null
  readonly #clock: Pick<Clock, 'nowMs'>
  #next = 0
  #last: Wire = null
  /** By message. The last one is open. */
  #burst: Wire[][] = []
  #pending = 0
  /** When the first of the burst was written. */
  #sinceMs = 0
  #bytes = 0
  #openBytes = 0
  #scheduled = false
  #failure: { error: unknown } | null = null

  /** Without credit, it may write as it likes. */
  constructor(send: (message: { v: 1; tag: number; data: Wire[] }) => void, clock: Pick<Clock, 'nowMs'>, credit: Credit | null = null) {
    this.#send = send
    this.#credit = credit
    this.#clock = clock
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
    return this.#pending
  }

  /** True when a burst has left with it: who has more to write lets the event loop turn, so that it leaves the process too. */
  write(value: Wire): boolean {
    if (this.#failure) throw this.#failure.error
    const bytes = weightOf(value)
    const now = this.#clock.nowMs()
    if (this.#pending === 0) this.#sinceMs = now
    this.#put(value, bytes)
    this.#last = value
    this.#credit?.spent(bytes)
    this.#next++
    if (this.#pending >= BURST || this.#bytes >= BURST_BYTES || now - this.#sinceMs >= BURST_MS) {
      this.flush()
      return true
    }
    if (!this.#scheduled) this.#schedule()
    return false
  }

  /** Throws what the post throws: TOO_LARGE for a sample that no message can hold. */
  flush(): void {
    if (this.#failure) throw this.#failure.error
    const burst = this.#burst
    let tag = this.#next - this.#pending
    this.#burst = []
    this.#pending = this.#bytes = this.#openBytes = 0
    for (const data of burst) {
      this.#send({ v: VERSION, tag, data })
      tag += data.length
    }
  }

  /** Says the last sample again, so that its reader learns how far the writer is. */
  repeat(): void {
    if (this.#next > 0 && this.#pending === 0 && !this.#failure) this.#send({ v: VERSION, tag: this.#next - 1, data: [this.#last] })
  }

  #schedule(): void {
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

  #put(value: Wire, bytes: number): void {
    if (this.#pending === 0 || this.#openBytes + bytes > MESSAGE_BYTES) {
      this.#burst.push([])
      this.#openBytes = 0
    }
    this.#burst.at(-1)!.push(value)
    this.#pending++
    this.#bytes += bytes
    this.#openBytes += bytes
  }
}
