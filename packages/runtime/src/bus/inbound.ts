import {
  type AckMessage,
  type Address,
  ANY,
  type ControlMessage,
  checkControl,
  checkInteraction,
  checkPresence,
  checkSamples,
  checkStatus,
  decode,
  type InteractionMessage,
  ParleyError,
  type PresenceMessage,
  parseSubject,
  type SamplesMessage,
  type StatusMessage,
  type Subjects,
  subjectsOf,
} from '@parley/protocol'
import type { Bus, Incoming } from './bus.ts'
import type { Address as Self } from './outbound.ts'

/** Where decoded messages go. The first argument is always who speaks, by the subject. */
export interface Recipients {
  onRequest(requester: string, request: InteractionMessage): void
  onStatus(target: string, id: string, status: StatusMessage): void
  onAck(target: string, id: string, ack: AckMessage): void
  onNoResponders(target: string, id: string): void
  onControl(sender: string, control: ControlMessage): void
  onSamples(owner: string, stream: string, id: string, samples: SamplesMessage): void
  /** Bytes that are no request, from a requester whose reply subject tells where a status would go. */
  onBadRequest(requester: string, requesterInstance: string, id: string, error: ParleyError): void
  /** Something that is no message of ours, or that broke us. */
  onRefused(subject: string, error: unknown): void
}

/**
 * Bytes to messages: subscribes to this instance's subjects, decodes and checks what arrives, once.
 *
 * I1. Nothing that arrives may throw out of a subscription: it is handed to `onRefused`, and the process lives.
 * I2. A message is addressed by its subject; what the subject says wins over what a body says.
 */
export class Inbound {
  readonly #bus: Bus
  readonly #self: Self
  readonly #subjects: Subjects
  #recipients!: Recipients

  constructor(bus: Bus, self: Self) {
    this.#bus = bus
    this.#self = self
    this.#subjects = subjectsOf(self.world)
  }

  /** Listens for everything but requests. */
  open(recipients: Recipients): void {
    this.#recipients = recipients
    const { name, instance } = this.#self
    const { status, control, stream } = this.#subjects
    this.#hear(status(name, instance, '*', '*'), (message) => this.#onStatus(message))
    for (const of of [instance, ANY]) this.#hear(control(name, of, '*'), (message) => this.#onControl(message))
    this.#hear(stream('*', '*', name, instance, '*'), (message) => this.#onSamples(message))
  }

  /** Takes requests, sharing them with the agent's other instances; gives what stops it. */
  takeRequests(): () => void {
    const { name } = this.#self
    return this.#hear(this.#subjects.interaction(name, '*'), (message) => this.#onRequest(message), name)
  }

  /** Hears the signs of life of one instance; gives what stops it. */
  watchPresence(agent: string, instance: string, receive: (presence: PresenceMessage) => void): () => void {
    return this.#hear(this.#subjects.presence(agent, instance), ({ data }) => receive(checkPresence(decode(data))))
  }

  /** Hears those of all instances of an agent; gives what stops it. */
  watchAgent(agent: string, receive: (instance: string, presence: PresenceMessage) => void): () => void {
    return this.#hear(this.#subjects.presence(agent, '*'), ({ subject, data }) =>
      receive(addressed(subject, 'presence').instance, checkPresence(decode(data))),
    )
  }

  #hear(subject: string, receive: (message: Incoming) => void, queue?: string): () => void {
    const guarded = (message: Incoming) => {
      try {
        receive(message)
      } catch (error) {
        this.#recipients.onRefused(message.subject, error)
      }
    }
    return this.#bus.subscribe(subject, guarded, queue)
  }

  #onRequest({ subject, data, reply }: Incoming): void {
    const { requester } = addressed(subject, 'interaction')
    let request: InteractionMessage
    try {
      request = checkInteraction(decode(data))
    } catch (error) {
      // The reply subject's tokens are used when they fit; the subject itself never: it could be anybody's.
      const asker = reply === undefined ? null : parseSubject(reply)
      const fits = asker?.room === 'status' && asker.requester === requester && asker.target === this.#self.name
      if (fits && error instanceof ParleyError) this.#recipients.onBadRequest(requester, asker.requesterInstance, asker.id, error)
      throw error
    }
    this.#recipients.onRequest(requester, request)
  }

  #onStatus({ subject, data, noResponders }: Incoming): void {
    const { target, id } = addressed(subject, 'status')
    if (noResponders) return this.#recipients.onNoResponders(target, id)
    const message = checkStatus(decode(data))
    for (const { by } of 'pack' in message ? message.pack : [message])
      if (by !== target) throw new ParleyError('IDENTITY_MISMATCH', `status.by: the body says ${by}, the subject says ${target}`)
    if ('pack' in message) for (const { id: packed, ...status } of message.pack) this.#recipients.onStatus(target, packed, status)
    else if ('ack' in message) this.#recipients.onAck(target, id, message)
    else this.#recipients.onStatus(target, id, message)
  }

  #onControl({ subject, data }: Incoming): void {
    this.#recipients.onControl(addressed(subject, 'control').sender, checkControl(decode(data)))
  }

  #onSamples({ subject, data }: Incoming): void {
    const { owner, stream, id } = addressed(subject, 'stream')
    this.#recipients.onSamples(owner, stream, id, checkSamples(decode(data)))
  }
}

/** The tokens of a subject in the room that is listened to: somebody may publish there under tokens that do not have their form. */
function addressed<R extends Address['room']>(subject: string, room: R): Extract<Address, { room: R }> {
  const address = parseSubject(subject)
  if (address?.room !== room) throw new ParleyError('BAD_NAME', `${subject.slice(0, 200)}: not a subject of the room ${room}`)
  return address as Extract<Address, { room: R }>
}
