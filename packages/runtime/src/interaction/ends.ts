import type { StatusMessage } from '@parley/protocol'
import type { Clock } from '../time/clock.ts'

/** How long an end is kept for a requester that missed it: a dozen beats, time enough for a reconnect. */
const KEEP_MS = 60_000
/** What all kept ends may take, so that a busy agent's memory does not grow with what it has done. */
const KEEP_BYTES = 8 * 1024 * 1024
/** What an entry costs beside its message. */
const ENTRY_BYTES = 512

export interface End {
  readonly requester: string
  readonly requesterInstance: string
  readonly id: string
  readonly message: StatusMessage
}

/** The last words of interactions that have ended, oldest out first. They make a repeated request harmless and a lost end recoverable. */
export class Ends {
  readonly #clock: Clock
  readonly #kept = new Map<string, { end: End; atMs: number; bytes: number }>()
  #bytes = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  keep(uuid: string, end: End, messageBytes: number): void {
    const atMs = this.#clock.nowMs()
    const bytes = messageBytes + ENTRY_BYTES
    this.#drop(uuid)
    this.#kept.set(uuid, { end, atMs, bytes })
    this.#bytes += bytes
    for (const [oldest, entry] of this.#kept) {
      if (this.#bytes <= KEEP_BYTES && atMs - entry.atMs <= KEEP_MS) break
      this.#drop(oldest)
    }
  }

  get(uuid: string): End | undefined {
    const entry = this.#kept.get(uuid)
    return entry && this.#clock.nowMs() - entry.atMs <= KEEP_MS ? entry.end : undefined
  }

  #drop(uuid: string): void {
    this.#bytes -= this.#kept.get(uuid)?.bytes ?? 0
    this.#kept.delete(uuid)
  }
}
