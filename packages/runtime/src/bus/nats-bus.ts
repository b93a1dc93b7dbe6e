import type { Authenticator, Msg, NatsConnection, NodeConnectionOptions } from '@nats-io/transport-node'
import { connect } from '@nats-io/transport-node'
import { ParleyError } from '@parley/protocol'
import type { Bus, BusState, Incoming } from './bus.ts'
import { Outbox } from './outbox.ts'

export interface NatsOptions {
  /** URLs of the cluster's servers; one is enough. */
  readonly servers: string | readonly string[]
  /** Shown by the broker's monitoring. */
  readonly name: string
  /** The prefix of this identity's own inbox; permissions are written for it. */
  readonly inboxPrefix: string
  readonly authenticator?: Authenticator
  readonly tls?: NonNullable<NodeConnectionOptions['tls']>
}

/** Short enough that a hung broker or a cut line is seen before three beats are over. */
const PING_MS = 5_000
const PINGS_MISSED = 2
const RECONNECT_MS = 250
const RECONNECT_JITTER_MS = 500

/** A bus on a NATS connection. Throws ParleyError BROKER_UNAVAILABLE when no server answers the first time; after that it reconnects for ever. */
export async function connectNats(options: NatsOptions): Promise<Bus> {
  const servers = [options.servers].flat() as string[]
  try {
    const connection = await connect({
      servers,
      name: options.name,
      inboxPrefix: options.inboxPrefix,
      maxReconnectAttempts: -1,
      reconnectTimeWait: RECONNECT_MS,
      reconnectJitter: RECONNECT_JITTER_MS,
      pingInterval: PING_MS,
      maxPingOut: PINGS_MISSED,
      noAsyncTraces: true,
      ...(options.authenticator && { authenticator: options.authenticator }),
      ...(options.tls && { tls: options.tls }),
    })
    return new NatsBus(connection)
  } catch (error) {
    // The client's own text may show the URL, and a URL may hold a password.
    const hosts = servers.map((server) => server.replace(/^(\w+:\/\/)?[^@/]*@/, '$1'))
    throw new ParleyError('BROKER_UNAVAILABLE', `${hosts.join(', ')}: ${error instanceof Error ? error.name : 'no connection'}`)
  }
}

class NatsBus implements Bus {
  state: BusState = 'connected'
  readonly #connection: NatsConnection
  readonly #outbox = new Outbox()
  readonly #listeners: ((state: BusState) => void)[] = []

  constructor(connection: NatsConnection) {
    this.#connection = connection
    void this.#follow()
  }

  publish(subject: string, data: Uint8Array, reply?: string): void {
    const limit = this.#connection.info?.max_payload ?? Number.POSITIVE_INFINITY
    if (data.length > limit) throw new ParleyError('TOO_LARGE', `a message of ${data.length} bytes, the broker takes ${limit}`)
    if (this.state === 'closed') throw new ParleyError('CLOSED', 'the connection is closed')
    if (this.state === 'disconnected') this.#outbox.put({ subject, data, reply })
    else if (reply === undefined) this.#connection.publish(subject, data)
    else this.#connection.publish(subject, data, { reply })
  }

  subscribe(subject: string, receive: (message: Incoming) => void, queue?: string): () => void {
    const callback = (_error: Error | null, message: Msg) => {
      receive({
        subject: message.subject,
        data: message.data,
        reply: message.reply,
        noResponders: message.data.length === 0 && message.headers?.code === 503,
      })
    }
    const subscription = this.#connection.subscribe(subject, queue === undefined ? { callback } : { callback, queue })
    // Not `unsubscribe`: what the broker has sent already would be dropped without a word, and a queue group has nobody else for it.
    return () => void subscription.drain().catch(() => {})
  }

  onState(listener: (state: BusState) => void): void {
    this.#listeners.push(listener)
  }

  async flush(): Promise<void> {
    await this.#connection.flush()
  }

  async close(): Promise<void> {
    if (this.state === 'closed') return
    if (this.state === 'connected') await this.#connection.drain().catch(() => this.#connection.close())
    else await this.#connection.close()
    this.#become('closed')
  }

  async #follow(): Promise<void> {
    for await (const event of this.#connection.status()) {
      if (event.type === 'disconnect') this.#become('disconnected')
      else if (event.type === 'reconnect') this.#become('connected')
    }
    this.#become('closed')
  }

  #become(state: BusState): void {
    if (this.state === state || this.state === 'closed') return
    this.state = state
    if (state === 'connected') for (const { subject, data, reply } of this.#outbox.take()) this.publish(subject, data, reply)
    for (const listener of this.#listeners) listener(state)
  }
}
