import type { Client } from '../client/call.ts'
import type { StreamProxy } from '../stream/proxy.ts'

/** What a handler gets beside its arguments: a client whose sends are children of the interaction that runs. */
export interface Context<S = undefined, C = undefined> extends Client {
  readonly state: S
  readonly config: C
  /** Fires when the interaction is cancelled, times out or has lost its requester. Made when first read. */
  readonly signal: AbortSignal
  /** `{id}_{requester}` of the interaction that runs. */
  readonly uuid: string
  /** Who asks: from the subject, so the broker vouches for it. */
  readonly requester: string
  /** The streams that the interaction names, to read; and the agent's own, to write. */
  readonly streams: StreamProxy
  /** Structured log lines that carry the uuid. */
  readonly log: Log
}

/** The lines that an agent may write. */
export interface Log {
  debug(fields: object, text?: string): void
  info(fields: object, text?: string): void
  warn(fields: object, text?: string): void
  error(fields: object, text?: string): void
}
