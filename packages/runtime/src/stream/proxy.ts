import { ParleyError } from '@parley/protocol'
import type { Taken } from './buffer.ts'
import { quiet } from './flow.ts'

/** A stream that can be read. */
interface Readable {
  readonly hash: string
  readonly closed: Error | null
  take(): Taken | undefined
  decode(value: Taken['value']): unknown
}

interface Parts {
  /** What can be read, in order. */
  readonly sources: () => readonly Readable[]
  /** What can be written. */
  readonly own: () => readonly string[]
  readonly write: (stream: string, value: unknown) => Promise<unknown> | undefined
  /** One more stream, or all of a group. */
  readonly attach: (reference: string) => Promise<void>
  /** Settles when there may be something new to read. Rejects when there never will be. */
  readonly change: () => Promise<void>
}

/** How one names a stream here: `owner:name`, its name alone, or its place in the list. */
export type StreamKey = string | number

/** Writes that may be done in one turn of the event loop. */
const WRITES_A_TURN = 64

/** The streams of one interaction, to read and to write: those that it names, and those that its agent owns. */
export class StreamProxy {
  readonly #parts: Parts
  #written = 0

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** What can be read, in order: `owner:name`, or `<data_sample_0>`. */
  get names(): string[] {
    return this.#parts.sources().map(({ hash }) => hash)
  }

  /** The next sample that was not read, waiting for it. Throws ParleyError UNKNOWN_STREAM, STREAM_GONE or BAD_SAMPLE, or the signal's reason when the interaction ends. */
  async read(key: StreamKey): Promise<unknown> {
    const source = this.#source(key)
    for (;;) {
      const taken = source.take()
      if (taken) return source.decode(taken.value)
      if (source.closed) throw source.closed
      await this.#parts.change()
    }
  }

  /** The next of every stream, by `owner:name`. */
  async readAll(): Promise<Record<string, unknown>> {
    const values: Record<string, unknown> = {}
    for (const name of this.names) values[name] = await this.read(name)
    return values
  }

  /** The next sample if there is one; undefined when there is not. Throws as `read`. */
  take(key: StreamKey): unknown {
    const source = this.#source(key)
    const taken = source.take()
    return taken && source.decode(taken.value)
  }

  /**
   * One more to read, or every one of a group: `owner:name`, `owner::ps:group`, a name or a group of its own or of the requester.
   * Throws ParleyError UNKNOWN_STREAM, or what asking its owner came to.
   */
  async add(reference: string): Promise<void> {
    await this.#parts.attach(reference)
  }

  /**
   * Writes on a stream of the agent's own, by its name or its place among them. Settles when it is on its way.
   * Rejects with ParleyError UNKNOWN_STREAM, BAD_SAMPLE or BUFFER_FULL, and with DISCARDED when the interaction ends first.
   */
  write(key: StreamKey, value: unknown): Promise<void> {
    try {
      const own = this.#parts.own()
      const name = typeof key === 'number' ? own[key] : key
      if (name === undefined) throw new ParleyError('UNKNOWN_STREAM', `no stream number ${key} of its own, there are ${own.length}`)
      const wait = this.#parts.write(name, value)
      if (wait) return quiet(wait.then(() => {}))
      // Whoever writes for ever and waits for nothing must not keep the process from hearing a cancel, nor from sending what was written.
      return ++this.#written % WRITES_A_TURN === 0 ? new Promise((next) => setImmediate(next)) : Promise.resolve()
    } catch (error) {
      const refused = Promise.reject(error)
      return (error as { code?: unknown }).code === 'DISCARDED' ? quiet(refused) : refused
    }
  }

  /** Writes on several, by name. */
  async writeAll(values: Readonly<Record<string, unknown>>): Promise<void> {
    await Promise.all(Object.entries(values).map(([name, value]) => this.write(name, value)))
  }

  #source(key: StreamKey): Readable {
    const sources = this.#parts.sources()
    const found =
      typeof key === 'number'
        ? sources[key]
        : (sources.find(({ hash }) => hash === key) ?? sources.find(({ hash }) => hash.endsWith(`:${key}`)))
    if (found) return found
    throw new ParleyError('UNKNOWN_STREAM', `no stream ${key} to read, there is ${this.names.join(', ') || 'none'}`)
  }
}
