import { ParleyError } from '@parley/protocol'
import type { Incoming, Store } from '../bus/bus.ts'

/** What a broker without a word takes from nats-server: its default limit. */
const MAX_PAYLOAD = 1024 * 1024

/** A message on its way, as an interceptor sees it. */
export interface Passing {
  readonly subject: string
  readonly data: Uint8Array
  readonly reply?: string | undefined
  /** Who published it. */
  readonly from: Client
}

/** `drop` loses it; `hold` keeps it until {@link MemoryBroker.releaseHeld}. */
export type Verdict = 'pass' | 'drop' | 'hold'

export interface MemoryBrokerOptions {
  readonly maxPayload?: number
  /** Whether it can keep anything; true by default. */
  readonly jetstream?: boolean
  /** 0 to 1: picks the member of a queue group. */
  readonly random?: () => number
}

/** A client as its broker knows it. */
export interface Client {
  readonly name: string
  /** False while it is cut off: the broker does not know it then. */
  readonly reachable: boolean
  /** Receives now, or later when it stands still. */
  take(delivery: () => void): void
}

/** One subscription of one client. */
export interface Ear {
  readonly subject: string
  readonly queue: string | undefined
  readonly client: Client
  readonly receive: (message: Incoming) => void
}

/**
 * A broker in this process that behaves as nats-server does towards our bus: wildcards, queue groups, 503, order.
 *
 * M1. Messages are delivered in the order in which they were published, each in no turn of the event loop but a later one.
 * M2. Subscribing and ending it take their turn among them: what was published before the end still comes, for a queue group may have nobody else for it.
 * M3. The 503 goes to the client that published, and to nobody else.
 * M4. What is kept passes the interceptor as `publish` does, and is asked for in vain once it was dropped. Nothing of it ages.
 */
export class MemoryBroker {
  readonly maxPayload: number
  readonly #random: () => number
  readonly #ears = new Set<Ear>()
  readonly #held: Passing[] = []
  readonly #kept = new Map<string, Uint8Array>()
  readonly #jetstream: boolean
  #queue: (() => void)[] = []
  #intercept: (message: Passing) => Verdict = () => 'pass'

  constructor({ maxPayload = MAX_PAYLOAD, jetstream = true, random = Math.random }: MemoryBrokerOptions = {}) {
    this.maxPayload = maxPayload
    this.#jetstream = jetstream
    this.#random = random
  }

  /** Looks at every message before it is delivered; replaces the one before. */
  intercept(judge: (message: Passing) => Verdict): void {
    this.#intercept = judge
  }

  /** Delivers what was held, in order. */
  releaseHeld(): void {
    for (const message of this.#held.splice(0)) this.#enqueue(() => this.#deliver(message))
  }

  /** For its clients only: a subscription, and what ends it. */
  add(ear: Ear): () => void {
    this.#enqueue(() => this.#ears.add(ear))
    return () => this.#enqueue(() => this.#ears.delete(ear))
  }

  /** For its clients only. */
  publish(message: Passing): void {
    this.#enqueue(() => {
      const verdict = this.#intercept(message)
      if (verdict === 'hold') this.#held.push(message)
      else if (verdict === 'pass') this.#deliver(message)
    })
  }

  /** Keeps a message under its subject; its clients await the acknowledgement. Throws ParleyError TOO_LARGE. */
  keep({ maxBytes }: Pick<Store, 'maxBytes'>, message: Passing): Promise<void> {
    if (!this.#jetstream) return Promise.reject(new ParleyError('TOO_LARGE', 'the broker has no JetStream'))
    return new Promise((done, fail) =>
      this.#enqueue(() => {
        const bytes = Array.from(this.#kept.values(), ({ length }) => length).reduce((sum, length) => sum + length, message.data.length)
        if (bytes > maxBytes) return fail(new ParleyError('TOO_LARGE', `the broker does not keep it: at most ${maxBytes} bytes`))
        if (this.#intercept(message) === 'pass') this.#kept.set(message.subject, message.data)
        done()
      }),
    )
  }

  /** What was kept, by the subject that asks for it. */
  fetch(at: string): Promise<Uint8Array | null> {
    return new Promise((done) => this.#enqueue(() => done(this.#kept.get(at.replace(/^\$JS\.API\.DIRECT\.GET\.[^.]+\./, '')) ?? null)))
  }

  /** Settles when all that was published before has been delivered. */
  flush(): Promise<void> {
    return new Promise((done) => this.#enqueue(done))
  }

  #deliver({ subject, data, reply, from }: Passing): void {
    const groups = new Map<string, Ear[]>()
    const hearers: Ear[] = []
    for (const ear of this.#ears) {
      if (!ear.client.reachable || !matches(ear.subject, subject)) continue
      if (ear.queue === undefined) hearers.push(ear)
      else groups.set(ear.queue, [...(groups.get(ear.queue) ?? []), ear])
    }
    for (const members of groups.values()) hearers.push(members[Math.floor(this.#random() * members.length)]!)
    if (hearers.length === 0 && reply !== undefined) return this.#noResponders(reply, from)
    for (const ear of hearers) this.#hand(ear, { subject, data, reply, noResponders: false })
  }

  #noResponders(reply: string, from: Client): void {
    const message = { subject: reply, data: new Uint8Array(0), noResponders: true }
    for (const ear of this.#ears) if (ear.client === from && from.reachable && matches(ear.subject, reply)) this.#hand(ear, message)
  }

  #hand(ear: Ear, message: Incoming): void {
    ear.client.take(() => {
      if (ear.client.reachable) ear.receive(message)
    })
  }

  #enqueue(step: () => void): void {
    if (this.#queue.push(step) === 1) setImmediate(() => this.#drain())
  }

  #drain(): void {
    const steps = this.#queue
    this.#queue = []
    for (const step of steps)
      try {
        step()
      } catch (error) {
        queueMicrotask(() => Promise.reject(error)) // whoever threw is named by the process; the others still get their messages
      }
  }
}

/** Whether a subject falls under a pattern: `*` is one token, `>` at the end one or more. */
function matches(pattern: string, subject: string): boolean {
  if (pattern === subject) return true
  const wanted = pattern.split('.')
  const tokens = subject.split('.')
  for (const [i, token] of wanted.entries()) {
    if (token === '>') return i < tokens.length
    if (i >= tokens.length || (token !== '*' && token !== tokens[i])) return false
  }
  return wanted.length === tokens.length
}
