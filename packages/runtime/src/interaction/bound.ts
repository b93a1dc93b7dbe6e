import type { Wire } from '@parley/protocol'
import type { Taken } from '../stream/buffer.ts'

/** What can be read for an interaction: a stream's buffer, or a sample or a default that is always there. */
export interface Source {
  /** `owner:name`, or `<data_sample_0>`. */
  readonly hash: string
  readonly fresh: boolean
  readonly tag: number | null
  /** No more comes: why. What waits can still be read. */
  readonly closed: Error | null
  take(): Taken | undefined
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

  /** The tags of what would be read next, of the streams that have something; null when all must and one has not. */
  freshTags(allOrNothing = false): Record<string, number> | null {
    const tags: Record<string, number> = {}
    for (const { hash, tag } of this.inputs()) {
      if (tag !== null) tags[hash] = tag
      else if (allOrNothing) return null
    }
    return tags
  }

  has(hash: string): boolean {
    for (const source of this.all()) if (source.hash === hash) return true
    return false
  }

  /** Once: calls when it may have become fresh, or never will be. */
  whenFresh(then: () => void): void {
    this.#onFresh = then
  }

  /** Settles at the next change, and when it is let go. */
  change(): Promise<void> {
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
    this.stdext.push(source)
    this.#lines.push(line)
    line.begin()
  }

  /** The interaction is registered: those who write for it may begin. */
  begin(): void {
    for (const line of this.#lines) line.begin()
  }

  release(): void {
    this.#onFresh = null
    for (const tell of this.#onChange.splice(0)) tell()
    for (const { close } of this.#lines.splice(0)) close()
  }
}
