import {
  ANY,
  buildUuid,
  checkClaim,
  checkControl,
  checkPresence,
  checkSamples,
  decode,
  isClaim,
  type PresenceMessage,
  type SamplesMessage,
  type Subjects,
  subjectsOf,
} from '@parley/protocol'
import { Addresses, addressed } from './addresses.ts'
import type { Bus, Incoming } from './bus.ts'
import type { Claims } from './claims.ts'
import type { Features } from './features.ts'
import { Intake, type Take } from './intake.ts'
import type { Address as Self } from './lines.ts'
import type { Recipients } from './recipients.ts'
import { RequestReader } from './request-reader.ts'
import { StatusReader } from './status-reader.ts'

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
  readonly #addresses: Addresses
  #recipients!: Recipients
  #requests!: RequestReader
  #statuses!: StatusReader

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
    const parts = { self: this.#self, features: this.#features, intake: this.#intake, recipients }
    this.#requests = new RequestReader(parts)
    this.#statuses = new StatusReader(parts)
    const { name, instance } = this.#self
    const { status, control, stream } = this.#subjects
    this.#hear(status(name, instance, '*', '*'), (message) => {
      const { target, id } = this.#addresses.of(message.subject, 'status')
      return this.#statuses.take(target, id, message)
    })
    for (const hearer of [instance, ANY]) this.#hear(control(name, hearer, '*'), (message) => this.#onControl(message))
    this.#hear(stream('*', '*', name, instance, '*'), (message) => this.#onSamples(message))
  }

  /** Takes requests, sharing them with the agent's other instances; gives what stops it. */
  takeRequests(): () => void {
    const { name } = this.#self
    const take: Take = (message) => this.#requests.take(this.#addresses.of(message.subject, 'interaction').requester, message)
    return this.#hear(this.#subjects.interaction(name, '*'), take, name)
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
