import type { Authenticator, Msg, NatsConnection, NatsConnectionImpl } from '@nats-io/transport-node'
import { AuthorizationError, PermissionViolationError } from '@nats-io/transport-node'
import { ParleyError } from '@parley/protocol'
import type { Bus, BusState, Incoming, Store } from './bus.ts'
import { headersOf, isOutOfAStream } from './headers.ts'
import { JetStream } from './jetstream.ts'
import { Outbox } from './outbox.ts'
import { Questions, type Reply } from './questions.ts'
import { serversOf } from './servers.ts'
import type { Tls } from './tls.ts'
import { connectDirectly } from './transport.ts'

export interface NatsOptions {
  /** URLs of the cluster's servers; one is enough. */
  readonly servers: string | readonly string[]
  /** Shown by the broker's monitoring. */
  readonly name: string
  /** The prefix of this identity's own inbox; permissions are written for it. */
  readonly inboxPrefix: string
  readonly authenticator?: Authenticator
  readonly tls?: Tls
}

/** Short enough that a hung broker or a cut line is seen before three beats are over. */
const PING_MS = 5_000
const PINGS_MISSED = 2
/** What a broker that does not answer gets to take what was published last. */
const GOODBYE_MS = 2_000
/** A handshake that takes longer is given up, and another one tried: the client does not see a line that breaks in the middle of one. */
const HANDSHAKE_MS = 3_000
/**
 * So many bytes are written before the turn's end. Each piece wakes the broker, so what a turn has for many ends leaves in few; but of a burst the first parts are to be
 * on their way while the next are worked on.
 */
const [PIECE, PIECE_OF_BURST] = [64 * 1024, 16 * 1024]
const RECONNECT_MS = 250
const RECONNECT_JITTER_MS = 500

/**
 * A bus on a NATS connection. Throws ParleyError BROKER_UNAVAILABLE when no server answers the first time, and FORBIDDEN when one does not let this identity in;
 * after that it reconnects for ever.
 */
export async function connectNats(options: NatsOptions): Promise<Bus> {
  const { servers, ...identity } = serversOf(options.servers)
  try {
    const connection = await connectDirectly({
      servers,
      ...identity,
      name: options.name,
      inboxPrefix: options.inboxPrefix,
      maxReconnectAttempts: -1,
      timeout: HANDSHAKE_MS,
      reconnectTimeWait: RECONNECT_MS,
      reconnectJitter: RECONNECT_JITTER_MS,
      pingInterval: PING_MS,
      maxPingOut: PINGS_MISSED,
      noAsyncTraces: true,
      // A broker that comes back with other users for a moment is no reason to give up.
      ignoreAuthErrorAbort: true,
      ...(options.authenticator && { authenticator: options.authenticator }),
      ...(options.tls && { tls: options.tls }),
    })
    return new NatsBus(connection, options.inboxPrefix)
  } catch (error) {
    const hosts = servers.join(', ')
    if (error instanceof AuthorizationError) throw new ParleyError('FORBIDDEN', `${hosts}: the broker does not let this identity in`)
    const { code, name } = error as NodeJS.ErrnoException
    throw new ParleyError('BROKER_UNAVAILABLE', `${hosts}: ${code ?? name ?? 'no connection'}`)
  }
}

class NatsBus implements Bus {
  state: BusState = 'connected'
  readonly #connection: NatsConnection
  readonly #writes: { pendingLimit: number }
  readonly #questions: Questions
  readonly #outbox = new Outbox()
  readonly #jetstream = new JetStream((subject, data, patienceMs) => this.#ask(subject, data, patienceMs))
  readonly #denied: ((subject: string, operation: 'publish' | 'subscription') => void)[] = []
  readonly #listeners: ((state: BusState) => void)[] = []

  constructor(connection: NatsConnection, inboxPrefix: string) {
    this.#connection = connection
    this.#writes = (connection as NatsConnectionImpl).protocol
    this.#questions = new Questions(connection, inboxPrefix)
    void this.#follow()
  }

  get maxPayload(): number {
    return this.#connection.info?.max_payload ?? Number.POSITIVE_INFINITY
  }

  publish(subject: string, data: Uint8Array, reply?: string, early = false): void {
    const limit = this.maxPayload
    if (data.length > limit) throw new ParleyError('TOO_LARGE', `a message of ${data.length} bytes, the broker takes ${limit}`)
    if (this.state === 'closed' || this.#connection.isDraining()) throw new ParleyError('CLOSED', 'the connection is closed')
    this.#writes.pendingLimit = early ? PIECE_OF_BURST : PIECE
    if (this.state === 'disconnected') this.#outbox.put({ subject, data, reply })
    else if (reply === undefined) this.#connection.publish(subject, data)
    else this.#connection.publish(subject, data, { reply })
  }

  subscribe(subject: string, receive: (message: Incoming) => void, queue?: string): () => void {
    const callback = (error: Error | null, message: Msg) => {
      if (error) return // denied, and told by the status
      const headers = headersOf(message)
      if (headers === null || (headers !== undefined && isOutOfAStream(headers))) return
      receive(new Received(message, headers?.code === 503))
    }
    const subscription = this.#connection.subscribe(subject, queue === undefined ? { callback } : { callback, queue })
    // Not `unsubscribe`: what the broker has sent already would be dropped without a word, and a queue group has nobody else for it.
    return () => void subscription.drain().catch(() => {})
  }

  provide(store: Store): Promise<void> {
    return this.#jetstream.provide(store)
  }

  keep(store: Store, subject: string, data: Uint8Array): Promise<void> {
    return this.#jetstream.keep(store, subject, data)
  }

  fetch(at: string): Promise<Uint8Array | null> {
    return this.#jetstream.fetch(at)
  }

  onState(listener: (state: BusState) => void): void {
    this.#listeners.push(listener)
  }

  onDenied(listener: (subject: string, operation: 'publish' | 'subscription') => void): void {
    this.#denied.push(listener)
  }

  async flush(): Promise<void> {
    await this.#connection.flush()
  }

  async close(): Promise<void> {
    if (this.state === 'closed') return
    if (this.state === 'connected') await Promise.race([this.#connection.drain().catch(() => {}), deadline(GOODBYE_MS)])
    await this.#connection.close()
    this.#become('closed')
  }

  async #ask(subject: string, data: Uint8Array, patienceMs?: number): Promise<Reply | null> {
    if (this.state === 'closed') throw new ParleyError('CLOSED', 'the connection is closed')
    if (this.state === 'disconnected') throw new ParleyError('BROKER_UNAVAILABLE', 'the broker is away')
    return await this.#questions.ask(subject, data, patienceMs)
  }

  async #follow(): Promise<void> {
    for await (const event of this.#connection.status()) {
      if (event.type === 'disconnect') this.#become('disconnected')
      else if (event.type === 'reconnect') this.#become('connected')
      else if (event.type === 'error' && event.error instanceof PermissionViolationError) {
        if (event.error.operation === 'publish') this.#questions.onDenied(event.error.subject)
        for (const listener of this.#denied) listener(event.error.subject, event.error.operation)
      }
    }
    this.#become('closed')
  }

  /** A broker that has come back may take less than before: what it does not take is lost, and the rest still goes out. */
  #sendWaiting(): void {
    for (const { subject, data, reply } of this.#outbox.take()) {
      try {
        this.publish(subject, data, reply)
      } catch (error) {
        if (!(error instanceof ParleyError)) throw error
      }
    }
  }

  #become(state: BusState): void {
    if (this.state === state || this.state === 'closed') return
    this.state = state
    if (state === 'connected') this.#sendWaiting()
    else this.#questions.onLost()
    for (const listener of this.#listeners) listener(state)
  }
}

/** The client decodes a token each time it is asked for: the subject once for all, the reply subject, which hardly anybody needs, never before. */
class Received implements Incoming {
  readonly subject: string
  readonly data: Uint8Array
  readonly noResponders: boolean
  readonly #message: Msg

  constructor(message: Msg, is503: boolean) {
    this.subject = message.subject
    this.data = message.data
    this.noResponders = is503 && this.data.length === 0
    this.#message = message
  }

  get reply(): string | undefined {
    return this.#message.reply
  }
}

const deadline = (ms: number) =>
  new Promise<void>((over) => {
    setTimeout(over, ms).unref()
  })
