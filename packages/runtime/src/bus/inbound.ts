import {
  type AckMessage,
  ANY,
  buildUuid,
  checkClaim,
  checkControl,
  checkInteraction,
  checkPresence,
  checkSamples,
  checkStatus,
  decode,
  type InteractionMessage,
  idsInRange,
  isClaim,
  isPack,
  lengthenId,
  type Origin,
  originOf,
  PACKS,
  ParleyError,
  type PresenceMessage,
  parseSubject,
  type SamplesMessage,
  type ShortId,
  type StatusMessage,
  type Subjects,
  subjectsOf,
  unpackRequests,
  unpackStatuses,
  type Wire,
  wireError,
} from '@parley/protocol'
import { Addresses, addressed } from './addresses.ts'
import type { Bus, Incoming } from './bus.ts'
import type { Claims } from './claims.ts'
import type { Features } from './features.ts'
import { Intake, type Take } from './intake.ts'
import type { Address as Self } from './lines.ts'
import type { Recipients } from './recipients.ts'

/**
 * Bytes to messages: subscribes to this instance's subjects, decodes and checks what arrives, once.
 *
 * I1. Nothing that arrives may throw out of a subscription: it is handed to `onRefused`, and the process lives.
 * I2. A message is addressed by its subject; what the subject says wins over what a body says.
 * I3. What one agent says is taken in order, also when something of it has to be fetched first (Intake).
 */
export class Inbound {
  readonly #bus: Bus
  readonly #self: Self
  readonly #subjects: Subjects
  readonly #features: Features
  readonly #intake: Intake
  #recipients!: Recipients
  readonly #addresses: Addresses

  constructor(bus: Bus, self: Self, features: Features, claims: Claims) {
    this.#features = features
    this.#intake = new Intake(self, claims, (error) => this.#recipients.onRefused(self.name, error))
    this.#bus = bus
    this.#self = self
    this.#subjects = subjectsOf(self.world)
    this.#addresses = new Addresses(this.#subjects)
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
    return this.#hear(this.#subjects.stream(owner, stream, ANY, ANY, '*'), ({ data }) => this.#samples(data, owner, ANY, receive))
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

  /** Whether this request is on its way in. */
  isComing(uuid: string): boolean {
    return this.#intake.busy && this.#intake.isComing(uuid)
  }

  #hear(subject: string, receive: Take, queue?: string): () => void {
    const intake = this.#intake
    const take: Take = (message) => {
      try {
        return receive(message)?.catch((error: unknown) => this.#recipients.onRefused(message.subject, error))
      } catch (error) {
        this.#recipients.onRefused(message.subject, error)
      }
    }
    const guarded = (message: Incoming) => {
      if (intake.busy && intake.waits(message, take)) return
      const pending = take(message)
      if (pending) intake.hold(message, pending)
    }
    return this.#bus.subscribe(subject, guarded, queue)
  }

  #onRequest(message: Incoming): Promise<void> | void {
    const { requester } = this.#addresses.of(message.subject, 'interaction')
    return this.#takeRequest(requester, message)
  }

  #takeRequest(requester: string, incoming: Incoming, fetched = false): Promise<void> | void {
    const bad = (id: string | null, error: unknown) => this.#badRequest(incoming, requester, id, error)
    let value: Wire
    try {
      value = decode(incoming.data)
      if (isPack(value)) return this.#takeRequests(requester, value, bad)
      if (!fetched && isClaim(value)) return this.#claimedRequest(requester, incoming, value, bad)
      value = checkInteraction(value) as unknown as Wire
    } catch (error) {
      return bad(null, error)
    }
    const request = value as unknown as InteractionMessage
    this.#features.heardRequester(request.requesterInstance, request.reads)
    this.#recipients.onRequest(requester, request)
  }

  #takeRequests(requester: string, pack: Wire, bad: (id: string | null, error: unknown) => void): void {
    let speaker = requester
    unpackRequests(pack, {
      writer: (name, instance, reads = PACK_WRITER) => {
        this.#features.heardRequester(instance, reads)
        if (name === requester) speaker = name // the same text as in the rows, which are compared with it
      },
      message: (short, request) => this.#recipients.onRequest(speaker, request, originOfRow(speaker, request, short)),
      bad,
    })
  }

  async #claimedRequest(requester: string, incoming: Incoming, value: Wire, bad: (id: null, error: unknown) => void): Promise<void> {
    let data: Uint8Array
    try {
      data = await this.#intake.fetch(requester, checkClaim(value).claim)
    } catch (error) {
      return bad(null, error)
    }
    await this.#takeRequest(requester, { subject: incoming.subject, reply: incoming.reply, data, noResponders: false }, true)
  }

  /** The reply subject's tokens are used when they fit; the subject itself never: it could be anybody's. */
  #badRequest({ subject, reply }: Incoming, requester: string, id: string | null, error: unknown): void {
    const asker = reply === undefined ? null : parseSubject(reply)
    const fits = asker?.room === 'status' && asker.requester === requester && asker.target === this.#self.name
    if (fits && error instanceof ParleyError) this.#recipients.onBadRequest(requester, asker.requesterInstance, id ?? asker.id, error)
    this.#recipients.onRefused(subject, error)
  }

  #onStatus({ subject, data, noResponders }: Incoming): Promise<void> | void {
    const { target, id } = this.#addresses.of(subject, 'status')
    if (noResponders) return this.#each(id, (one) => this.#recipients.onNoResponders(target, one))
    const value = decode(data)
    if (isPack(value))
      return unpackStatuses(value, this.#self.instance, {
        writer: (by, instance, reads = PACK_WRITER) => this.#speaks(target, by, instance, reads),
        message: (one, status) => this.#recipients.onStatus(target, one, status),
        bad: (_, error) => this.#recipients.onRefused(subject, error),
      })
    if (isClaim(value)) return this.#claimedStatus(target, id, value, subject)
    const message = checkStatus(value)
    if ('ack' in message) {
      checkSpeaker(message.by, target)
      for (const one of message.ids ?? [id]) this.#recipients.onAck(target, lengthenId(one, this.#self.instance), message)
      return
    }
    const range = message.reason === 'rejected' ? idsInRange(this.#self.instance, id) : null
    if (!range) return this.#status(target, id, message)
    // An end that does not read packs has refused one: nothing of it has run, so each goes out again, alone.
    this.#features.refusedPack(target)
    for (const one of range) this.#recipients.onPackRefused(target, one)
  }

  /** What is lost is told by the status that stands beside the claim: an end stays an end. */
  async #claimedStatus(target: string, id: string, value: Wire, subject: string): Promise<void> {
    const { claim } = checkClaim(value)
    const told = onlyStatus(checkStatus(value))
    if (!this.#recipients.awaits(target, id)) return
    let status = told
    try {
      status = onlyStatus(checkStatus(decode(await this.#intake.fetch(target, claim))))
    } catch (error) {
      this.#recipients.onRefused(subject, error)
      if (told.status === 'completed') status = { ...told, reason: 'error', error: wireError('CLAIM_LOST', textOf(error)) }
    }
    this.#status(target, id, status)
  }

  #status(target: string, id: string, status: StatusMessage): void {
    this.#speaks(target, status.by, status.instance, status.reads)
    this.#recipients.onStatus(target, id, status)
  }

  #speaks(target: string, by: string, instance: string, reads: readonly string[] | undefined): void {
    checkSpeaker(by, target)
    this.#features.heardTarget(target, instance, reads)
  }

  /** The ids that a reply subject stands for: one, or those of a pack. */
  #each(id: string, tell: (id: string) => void): void {
    for (const one of idsInRange(this.#self.instance, id) ?? [id]) tell(one)
  }

  #onControl({ subject, data }: Incoming): void {
    const { sender } = addressed(subject, 'control')
    const control = checkControl(decode(data))
    const { op, id, requester } = control
    if (op === 'query' || sender !== requester || !this.isComing(buildUuid(id, sender))) return this.#recipients.onControl(sender, control)
    this.#intake.after(sender, () => this.#recipients.onControl(sender, control))
  }

  #onSamples({ subject, data }: Incoming): Promise<void> | void {
    const { owner, stream, id, recipient } = this.#addresses.of(subject, 'stream')
    return this.#samples(data, owner, recipient, (samples) => this.#recipients.onSamples(owner, stream, id, samples))
  }

  #samples(data: Uint8Array, owner: string, recipient: string, take: (samples: SamplesMessage) => void): Promise<void> | void {
    const value = decode(data)
    if (!isClaim(value)) return take(checkSamples(value))
    const fetched = this.#intake.fetch(owner, checkClaim(value).claim, recipient)
    return fetched.then((bytes) => take(checkSamples(decode(bytes))))
  }
}

/** The id of most rows is a count: nothing need be cut out of a text. */
const originOfRow = (requester: string, { id, requesterInstance }: InteractionMessage, short: ShortId): Origin =>
  typeof short === 'number' ? { requester, instance: requesterInstance, short } : originOf(id, requester)

/** Who sends a pack reads packs. */
const PACK_WRITER = [PACKS]

function checkSpeaker(by: string, target: string): void {
  if (by !== target) throw new ParleyError('IDENTITY_MISMATCH', `status.by: the body says ${by}, the subject says ${target}`)
}

function onlyStatus(message: StatusMessage | AckMessage): StatusMessage {
  if ('ack' in message) throw new ParleyError('BAD_REQUEST', 'status.ack: an ack does not travel by claim')
  return message
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
