/** A message as it comes from the broker. */
export interface Incoming {
  readonly subject: string
  readonly data: Uint8Array
  /** The subject on which an answer is wanted. */
  readonly reply?: string | undefined
  /** It is the broker's 503: nobody heard what was published with this reply subject. */
  readonly noResponders: boolean
}

export type BusState = 'connected' | 'disconnected' | 'closed'

/**
 * Bytes in and out of NATS: the only thing of the runtime that touches it, and the only thing that a test replaces.
 * While the broker is away, what is published waits in a bounded buffer and goes out, in order, at the reconnect.
 */
export interface Bus {
  /** Throws ParleyError TOO_LARGE, BUFFER_FULL or CLOSED. */
  publish(subject: string, data: Uint8Array, reply?: string): void
  /** Calls `receive` for each message, never two at once. Members of a queue share the messages. Gives what ends it: what the broker has sent by then still comes. */
  subscribe(subject: string, receive: (message: Incoming) => void, queue?: string): () => void
  readonly state: BusState
  onState(listener: (state: BusState) => void): void
  /** The broker does not let this identity publish or subscribe to a subject. What was published there is lost. */
  onDenied(listener: (subject: string, operation: 'publish' | 'subscription') => void): void
  /** Settles when the broker has taken all that was published. */
  flush(): Promise<void>
  /** Sends what waits, ends the subscriptions and the connection. */
  close(): Promise<void>
}
