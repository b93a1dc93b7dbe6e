import { ParleyError, type Wire } from '@parley/protocol'
import type { Taken } from '../stream/buffer.ts'

/** What can be read for an interaction: a stream's buffer, or a sample or a default that is always there. */
export interface Source {
  /** `owner:name`, or `<data_sample_0>`. */
  readonly hash: string
  /** Its samples come one after the other: not a value in the place of a stream. */
  readonly isStream: boolean
  readonly fresh: boolean
  readonly tag: number | null
  /** No more comes: why. What waits can still be read. */
  readonly closed: Error | null
  take(): Taken | undefined
  /** Drops what was not read. */
  clear(): void
  /** A sample in the form that a handler gets. Throws ParleyError BAD_SAMPLE. */
  decode(value: Wire): unknown
}

/** What brings samples to a source. */
export interface Line {
  begin(): void
  close(): void
}

/**
 * The streams of one interaction, by the part that they play.
 *
 * B1. Bound whole or not at all; let go once, when the interaction ends.
 * B2. Fresh means that every slot that a stream fills has a sample that was not read: a stream that never had data is not fresh.
 */
export class Bound {
  /** Slot to source, in slot order; null where the default fills it. */
  readonly stdin: ReadonlyMap<string, Source | null>
  readonly stdtar: ReadonlyMap<string, Source | null>
  readonly stdext: Source[]
  readonly #lines: Line[]
  #onFresh: (() => void) | null = null
  #onChange: (() => void)[] = []
  #released = false

  constructor(parts: Pick<Bound, 'stdin' | 'stdtar' | 'stdext'>, lines: Line[]) {
    this.stdin = parts.stdin
    this.stdtar = parts.stdtar
    this.stdext = parts.stdext
    this.#lines = lines
  }

  /** The sources that a step reads. */
  *inputs(): Iterable<Source> {
    for (const source of this.stdin.values()) if (source) yield source
    for (const source of this.stdtar.values()) if (source) yield source
  }

  *all(): Iterable<Source> {
    yield* this.inputs()
    yield* this.stdext
  }

  get fresh(): boolean {
    for (const { fresh } of this.inputs()) if (!fresh) return false
    return true
  }

  /** Why there will never be another fresh set; null while there may. */
  get closed(): Error | null {
    for (const { fresh, closed } of this.inputs()) if (!fresh && closed) return closed
    return null
  }

  /** The tags of what would be read next, of the streams that have something new; null when all must and one has not. */
  freshTags(allOrNothing = false): Record<string, number> | null {
    const tags: Record<string, number> = {}
    for (const { hash, tag, isStream } of this.inputs()) {
      if (tag === null && allOrNothing) return null
      if (tag !== null && isStream) tags[hash] = tag
    }
    return tags
  }

  /** Something has come that was not read. */
  get hasData(): boolean {
    for (const { fresh, isStream } of this.all()) if (fresh && isStream) return true
    return false
  }

  has(hash: string): boolean {
    for (const source of this.all()) if (source.hash === hash) return true
    return false
  }

  /** Once: calls when it has become fresh, or never will be; now when it is so already. */
  whenFresh(then: () => void): void {
    if (this.fresh || this.closed) return then()
    this.#onFresh = then
  }

  /** Settles at the next change, and when it is let go. Rejects with ParleyError DISCARDED after that: nothing will change any more. */
  change(): Promise<void> {
    if (this.#released) return Promise.reject(new ParleyError('DISCARDED', 'the interaction has ended'))
    return new Promise((tell) => this.#onChange.push(tell))
  }

  /** A source has something new, or will have nothing more. */
  changed(): void {
    for (const tell of this.#onChange.splice(0)) tell()
    const then = this.#onFresh
    if (!then || !(this.fresh || this.closed)) return
    this.#onFresh = null
    then()
  }

  /** One more, for the handler to read. */
  adopt({ source, line }: { source: Source; line: Line }): void {
    if (this.#released) return line.close()
    this.stdext.push(source)
    this.#lines.push(line)
    line.begin()
  }

  /** The interaction is registered: those who write for it may begin. */
  begin(): void {
    for (const line of this.#lines) line.begin()
  }

  /** Nothing more comes, and what has come and was not read is dropped. */
  release(): void {
    this.#released = true
    this.#onFresh = null
    for (const tell of this.#onChange.splice(0)) tell()
    for (const { close } of this.#lines.splice(0)) close()
    for (const { clear } of this.all()) clear()
  }
}
