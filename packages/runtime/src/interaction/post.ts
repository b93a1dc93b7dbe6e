import type { AckMessage, ControlMessage, InteractionMessage, SamplesMessage, ShortId, StatusMessage } from '@parley/protocol'

/**
 * What the interactions ask of the bus: messages out, no bytes and no subjects. A test gives a list.
 * Every method throws ParleyError TOO_LARGE, or BUFFER_FULL while the broker is away.
 */
export interface Post {
  /** The id is short, beside the requester's instance, here as below. */
  request(target: string, id: ShortId, message: InteractionMessage): void
  /** Gives the size in bytes. */
  status(requester: string, requesterInstance: string, id: ShortId, message: StatusMessage): number
  /** To one instance, or to `_`: all of that name. A 503 comes back under the id that the message steers. */
  control(target: string, instance: string, message: ControlMessage): void
  ack(sender: string, senderInstance: string, id: string, message: AckMessage): void
  samples(stream: string, recipient: string, recipientInstance: string, id: string, message: SamplesMessage): void
}

/** Who this process is. */
export interface Self {
  readonly world: string
  readonly name: string
  readonly instance: string
}
