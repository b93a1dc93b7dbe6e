import { ParleyError } from '@parley/protocol'
import type { Store } from './bus.ts'
import type { Reply } from './questions.ts'

/** Asks the broker; null: nobody listens there. Throws ParleyError FORBIDDEN, BROKER_UNAVAILABLE or CLOSED. */
type Ask = (subject: string, data: Uint8Array, patienceMs?: number) => Promise<Reply | null>

/** What a store that may not be there gets to answer: whoever listens to everything keeps the broker from saying that nobody takes it. */
const FIRST_MS = 1_000

/** `err_code` of JetStream: the numbers are its API. */
const NAME_IN_USE = 10058
const NOT_FOUND = 404
const NANOSECONDS = 1_000_000

interface Answer {
  readonly error?: { readonly err_code?: number; readonly description?: string }
  readonly config?: { readonly subjects?: readonly string[]; readonly allow_direct?: boolean }
  readonly stream?: string
}

/**
 * The little of JetStream that a store needs, as its API is: two questions to make one, one to put something there, one to get it. Nothing here makes or reads
 * a consumer: whoever may do that can make the server publish as anybody.
 */
export class JetStream {
  readonly #ask: Ask
  /** Stores that have taken something. */
  readonly #known = new Set<string>()

  constructor(ask: Ask) {
    this.#ask = ask
  }

  /** Whoever is second finds it made; so does whoever finds one that somebody has made otherwise, as long as it can be read. */
  async provide(store: Store): Promise<void> {
    const made = await this.#api(`STREAM.CREATE.${store.name}`, configOf(store))
    const found = made.error?.err_code === NAME_IN_USE ? await this.#api(`STREAM.INFO.${store.name}`, {}) : made
    if (found.error) throw impossible(`the broker does not make the stream ${store.name}: ${found.error.description}`)
    // An old server takes what it does not know without a word.
    if (!found.config?.allow_direct || !found.config.subjects?.includes(store.subject))
      throw impossible(`the stream ${store.name} is not one that can be used: it needs ${store.subject} and allow_direct`)
  }

  async keep(store: Store, subject: string, data: Uint8Array): Promise<void> {
    let reply = await this.#try(subject, data, this.#known.has(store.name) ? undefined : FIRST_MS)
    if (!reply) {
      await this.#provideFor(store, reply === null)
      reply = await this.#ask(subject, data)
      if (!reply) throw new ParleyError('BROKER_UNAVAILABLE', `the stream ${store.name} does not answer`)
    }
    const { error, stream } = parse(reply)
    if (error) throw impossible(`the broker does not keep it: ${error.description}; ${store.name} holds at most ${store.maxBytes} bytes`)
    if (stream !== store.name) throw impossible(`${subject} is kept by the stream ${stream}, not by ${store.name}`)
    this.#known.add(store.name)
  }

  async fetch(at: string): Promise<Uint8Array | null> {
    const reply = await this.#ask(at, NOTHING)
    if (!reply) throw new ParleyError('BROKER_UNAVAILABLE', `nobody answers ${at}`)
    if (reply.code === NOT_FOUND) return null
    if (reply.code) throw new ParleyError('BROKER_UNAVAILABLE', `${at}: status ${reply.code}`)
    return reply.data
  }

  /** undefined: nobody has answered in time. */
  async #try(subject: string, data: Uint8Array, patienceMs: number | undefined): Promise<Reply | null | undefined> {
    try {
      return await this.#ask(subject, data, patienceMs)
    } catch (error) {
      if (error instanceof ParleyError && error.code === 'BROKER_UNAVAILABLE') return undefined
      throw error
    }
  }

  /** Whoever may not make a stream hears who should, when it is certain that there is none. */
  async #provideFor(store: Store, missing: boolean): Promise<void> {
    try {
      await this.provide(store)
    } catch (error) {
      if (!(error instanceof ParleyError) || error.code !== 'FORBIDDEN') throw error
      if (missing) throw impossible(`there is no stream ${store.name}, and this identity may not make it: that is for the provisioner`)
    }
  }

  async #api(call: string, body: object): Promise<Answer> {
    const reply = await this.#ask(`$JS.API.${call}`, new TextEncoder().encode(JSON.stringify(body)))
    if (!reply) throw impossible('the broker has no JetStream')
    return parse(reply)
  }
}

const NOTHING = new Uint8Array(0)

const configOf = ({ name, subject, maxBytes, maxAgeMs }: Store) => ({
  ...{ name, subjects: [subject], retention: 'limits', storage: 'file', discard: 'new', allow_direct: true },
  ...{ max_bytes: maxBytes, max_age: maxAgeMs * NANOSECONDS },
})

/** Nothing that waiting mends: the bytes must find another way. */
const impossible = (why: string) => new ParleyError('TOO_LARGE', why)

function parse({ data }: Reply): Answer {
  try {
    return JSON.parse(new TextDecoder().decode(data)) as Answer
  } catch {
    throw impossible('whoever answers for JetStream does not speak as it does')
  }
}
