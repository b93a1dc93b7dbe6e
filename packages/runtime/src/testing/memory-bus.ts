import { ParleyError } from '@parley/protocol'
import type { Bus, BusState, Incoming, Store } from '../bus/bus.ts'
import { Outbox } from '../bus/outbox.ts'
import type { Client, MemoryBroker } from './memory-broker.ts'

/** One client of a {@link MemoryBroker}; with the accidents that happen to a client. */
export class MemoryBus implements Bus, Client {
  state: BusState = 'connected'
  readonly name: string
  readonly #broker: MemoryBroker
  readonly #outbox = new Outbox()
  readonly #listeners: ((state: BusState) => void)[] = []
  readonly #ends = new Set<() => void>()
  #frozen: (() => void)[] | null = null

  constructor(broker: MemoryBroker, name = 'client') {
    this.#broker = broker
    this.name = name
  }

  get reachable(): boolean {
    return this.state === 'connected'
  }

  publish(subject: string, data: Uint8Array, reply?: string): void {
    const limit = this.#broker.maxPayload
    if (data.length > limit) throw new ParleyError('TOO_LARGE', `a message of ${data.length} bytes, the broker takes ${limit}`)
    if (this.state === 'closed') throw new ParleyError('CLOSED', 'the connection is closed')
    if (this.state === 'disconnected') this.#outbox.put({ subject, data, reply })
    else this.#broker.publish({ subject, data: Uint8Array.from(data), reply, from: this })
  }

  subscribe(subject: string, receive: (message: Incoming) => void, queue?: string): () => void {
    if (this.state === 'closed') throw new ParleyError('CLOSED', 'the connection is closed')
    const end = this.#broker.add({ subject, receive, queue, client: this })
    this.#ends.add(end)
    return () => {
      this.#ends.delete(end)
      end()
    }
  }

  get maxPayload(): number {
    return this.#broker.maxPayload
  }

  async provide(): Promise<void> {}

  async keep(store: Store, subject: string, data: Uint8Array): Promise<void> {
    this.#mustBeThere()
    if (data.length > this.maxPayload)
      throw new ParleyError('TOO_LARGE', `a message of ${data.length} bytes, the broker takes ${this.maxPayload}`)
    await this.#broker.keep(store, { subject, data: Uint8Array.from(data), from: this })
  }

  async fetch(at: string): Promise<Uint8Array | null> {
    this.#mustBeThere()
    return await this.#broker.fetch(at)
  }

  onState(listener: (state: BusState) => void): void {
    this.#listeners.push(listener)
  }

  /** Everybody may do everything here. */
  onDenied(): void {}

  async flush(): Promise<void> {
    await this.#broker.flush()
    await new Promise<void>((done) => this.take(done)) // behind all that waits while it stands still
  }

  async close(): Promise<void> {
    if (this.state === 'closed') return
    this.thaw()
    if (this.state === 'connected') await this.#broker.flush()
    for (const end of this.#ends) end()
    this.#become('closed')
  }

  /** The line is cut, and the client knows: it hears nothing, and what it publishes waits. */
  cut(): void {
    this.#become('disconnected')
  }

  /** The line is there again: what waited goes out, then whoever follows the state is told. */
  mend(): void {
    this.#become('connected')
  }

  /** It stands still like a stopped process: the broker counts it as present, and what is delivered to it waits. */
  freeze(): void {
    this.#frozen ??= []
  }

  /** It goes on, and takes all that has waited, in order. */
  thaw(): void {
    const waited = this.#frozen ?? []
    this.#frozen = null
    for (const delivery of waited) delivery()
  }

  /** For its broker only. */
  take(delivery: () => void): void {
    if (this.#frozen) this.#frozen.push(delivery)
    else delivery()
  }

  #mustBeThere(): void {
    if (this.state === 'closed') throw new ParleyError('CLOSED', 'the connection is closed')
    if (this.state === 'disconnected') throw new ParleyError('BROKER_UNAVAILABLE', 'the broker is away')
  }

  #become(state: BusState): void {
    if (this.state === state || this.state === 'closed') return
    this.state = state
    if (state === 'connected') for (const { subject, data, reply } of this.#outbox.take()) this.publish(subject, data, reply)
    for (const listener of this.#listeners) listener(state)
  }
}
