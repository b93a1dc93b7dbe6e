import type { Msg, MsgHdrs } from '@nats-io/transport-node'

/** The headers of a message; null when they cannot be read. The client throws then, and a throw in a subscription ends the connection. */
export function headersOf(message: Msg): MsgHdrs | undefined | null {
  try {
    return message.headers
  } catch {
    return null
  }
}

/**
 * Whether the server has read it out of a stream, for somebody who has said where it should go: the subject vouches for nobody. The server puts these headers
 * behind those that the message was stored with, and those may be such that the first of them is spoilt: any is enough.
 */
export const isOutOfAStream = (headers: MsgHdrs): boolean =>
  headers.has('Nats-Stream') || headers.has('Nats-Sequence') || headers.has('Nats-Time-Stamp')
