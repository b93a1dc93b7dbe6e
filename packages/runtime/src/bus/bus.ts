/** A message as it comes from the broker. */
export interface Incoming {
  readonly subject: string
  readonly data: Uint8Array
  /** The subject on which an answer is wanted. */
  readonly reply?: string | undefined
  /** It is the broker's 503: nobody heard what was published with this reply subject. */
  readonly noResponders: boolean
}

/** What of the subjects of a world the broker keeps: what is published there stays for a while, the last of each subject to be fetched. */
export interface Store {
  readonly name: string
  /** A pattern. */
  readonly subject: string
  readonly maxBytes: number
  readonly maxAgeMs: number
}

export type BusState = 'connected' | 'disconnected' | 'closed'

/**
 * Bytes in and out of NATS: the only thing of the runtime that touches it, and the only thing that a test replaces.
 * While the broker is away, what is published waits in a bounded buffer and goes out, in order, at the reconnect.
 */
export interface Bus {
  /**
   * At the turn's end, with what else goes out in this turn. `early`: more of a burst is to come, and whoever reads it is to begin meanwhile.
   * Throws ParleyError TOO_LARGE, BUFFER_FULL or CLOSED.
   */
  publish(subject: string, data: Uint8Array, reply?: string, early?: boolean): void
  /**
   * Calls `receive` for each message, never two at once. Members of a queue share the messages. Gives what ends it: what the broker has sent by then still comes.
   * What the broker reads out of a stream is not received: who may read there can have it sent to any subject, in anybody's name.
   */
  subscribe(subject: string, receive: (message: Incoming) => void, queue?: string): () => void
  /** Makes a store where there is none yet. Throws ParleyError TOO_LARGE when the broker cannot have it, FORBIDDEN, or BROKER_UNAVAILABLE. */
  provide(store: Store): Promise<void>
  /**
   * Publishes to a store, which is made where there is none, and settles when the broker has it. Throws ParleyError TOO_LARGE when it cannot be kept, with the
   * reason, and BROKER_UNAVAILABLE when nobody knows.
   */
  keep(store: Store, subject: string, data: Uint8Array): Promise<void>
  /** What a store has last got under a subject, by the subject that asks for it; null: nothing, or nothing any more. Throws ParleyError FORBIDDEN or BROKER_UNAVAILABLE. */
  fetch(at: string): Promise<Uint8Array | null>
  /** What a message may weigh, in bytes. */
  readonly maxPayload: number
  readonly state: BusState
  onState(listener: (state: BusState) => void): void
  /** The broker does not let this identity publish or subscribe to a subject. What was published there is lost. */
  onDenied(listener: (subject: string, operation: 'publish' | 'subscription') => void): void
  /** Settles when the broker has taken all that was published. */
  flush(): Promise<void>
  /** Sends what waits, ends the subscriptions and the connection. */
  close(): Promise<void>
}
