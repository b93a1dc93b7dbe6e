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
  idsInRange,
  isPack,
  PACKS,
  ParleyError,
  type PresenceMessage,
  parseSubject,
  type SamplesMessage,
  type StatusMessage,
  type Subjects,
  subjectsOf,
  unpackRequests,
  unpackStatuses,
  type Wire,
} from '@parley/protocol'
import type { Bus, Incoming } from './bus.ts'
import type { Features } from './features.ts'
import type { Address as Self } from './outbound.ts'

/** Where decoded messages go. The first argument is always who speaks, by the subject. */
export interface Recipients {
  onRequest(requester: string, request: InteractionMessage): void
  onStatus(target: string, id: string, status: StatusMessage): void
  onAck(target: string, id: string, ack: AckMessage): void
  onNoResponders(target: string, id: string): void
  /** It was in a pack that its target does not read. */
  onPackRefused(target: string, id: string): void
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
  readonly #features: Features
  #recipients!: Recipients

  constructor(bus: Bus, self: Self, features: Features) {
    this.#features = features
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
    for (const hearer of [instance, ANY]) this.#hear(control(name, hearer, '*'), (message) => this.#onControl(message))
    this.#hear(stream('*', '*', name, instance, '*'), (message) => this.#onSamples(message))
  }

  /** Takes requests, sharing them with the agent's other instances; gives what stops it. */
  takeRequests(): () => void {
    const { name } = this.#self
    return this.#hear(this.#subjects.interaction(name, '*'), (message) => this.#onRequest(message), name)
  }

  /** Hears what an owner sends to everybody; gives what stops it. */
  hearStream(owner: string, stream: string, receive: (samples: SamplesMessage) => void): () => void {
    return this.#hear(this.#subjects.stream(owner, stream, ANY, ANY, '*'), ({ data }) => receive(checkSamples(decode(data))))
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
    const bad = (id: string | null, error: unknown) => this.#badRequest(subject, requester, id, reply, error)
    let value: Wire
    try {
      value = decode(data)
      if (isPack(value)) return unpackRequests(value, { message: (_, request) => this.#request(requester, request, PACK_WRITER), bad })
      value = checkInteraction(value) as unknown as Wire
    } catch (error) {
      return bad(null, error)
    }
    const request = value as unknown as InteractionMessage
    this.#request(requester, request, request.reads)
  }

  #request(requester: string, request: InteractionMessage, reads: readonly string[] | undefined): void {
    this.#features.heardRequester(request.requesterInstance, reads)
    this.#recipients.onRequest(requester, request)
  }

  /** The reply subject's tokens are used when they fit; the subject itself never: it could be anybody's. */
  #badRequest(subject: string, requester: string, id: string | null, reply: string | undefined, error: unknown): void {
    const asker = reply === undefined ? null : parseSubject(reply)
    const fits = asker?.room === 'status' && asker.requester === requester && asker.target === this.#self.name
    if (fits && error instanceof ParleyError) this.#recipients.onBadRequest(requester, asker.requesterInstance, id ?? asker.id, error)
    this.#recipients.onRefused(subject, error)
  }

  #onStatus({ subject, data, noResponders }: Incoming): void {
    const { target, id } = addressed(subject, 'status')
    if (noResponders) return this.#each(id, (one) => this.#recipients.onNoResponders(target, one))
    const value = decode(data)
    if (isPack(value))
      return unpackStatuses(value, this.#self.instance, {
        message: (one, status) => this.#status(target, one, status, PACK_WRITER),
        bad: (_, error) => this.#recipients.onRefused(subject, error),
      })
    const message = checkStatus(value)
    if ('ack' in message) {
      checkSpeaker(message.by, target)
      return this.#recipients.onAck(target, id, message)
    }
    const range = message.reason === 'rejected' ? idsInRange(this.#self.instance, id) : null
    if (!range) return this.#status(target, id, message, message.reads)
    // An end that does not read packs has refused one: nothing of it has run, so each goes out again, alone.
    this.#features.refusedPack(target)
    for (const one of range) this.#recipients.onPackRefused(target, one)
  }

  #status(target: string, id: string, status: StatusMessage, reads: readonly string[] | undefined): void {
    checkSpeaker(status.by, target)
    this.#features.heardTarget(target, status.instance, reads)
    this.#recipients.onStatus(target, id, status)
  }

  /** The ids that a reply subject stands for: one, or those of a pack. */
  #each(id: string, tell: (id: string) => void): void {
    for (const one of idsInRange(this.#self.instance, id) ?? [id]) tell(one)
  }

  #onControl({ subject, data }: Incoming): void {
    this.#recipients.onControl(addressed(subject, 'control').sender, checkControl(decode(data)))
  }

  #onSamples({ subject, data }: Incoming): void {
    const { owner, stream, id } = addressed(subject, 'stream')
    this.#recipients.onSamples(owner, stream, id, checkSamples(decode(data)))
  }
}

/** Who sends a pack reads packs. */
const PACK_WRITER = [PACKS]

function checkSpeaker(by: string, target: string): void {
  if (by !== target) throw new ParleyError('IDENTITY_MISMATCH', `status.by: the body says ${by}, the subject says ${target}`)
}

/** The tokens of a subject in the room that is listened to: somebody may publish there under tokens that do not have their form. */
function addressed<R extends Address['room']>(subject: string, room: R): Extract<Address, { room: R }> {
  const address = parseSubject(subject)
  if (address?.room !== room) throw new ParleyError('BAD_NAME', `${subject.slice(0, 200)}: not a subject of the room ${room}`)
  return address as Extract<Address, { room: R }>
}
