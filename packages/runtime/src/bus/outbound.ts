import {
  type AckMessage,
  type ControlMessage,
  encodeWire,
  type InteractionMessage,
  type PresenceMessage,
  type SamplesMessage,
  type StatusMessage,
  type Subjects,
  subjectsOf,
  type Wire,
} from '@parley/protocol'
import type { Bus } from './bus.ts'

/** Who this process is: the tokens that its subjects carry. */
export interface Address {
  readonly world: string
  readonly name: string
  readonly instance: string
}

/** Messages to bytes, each on its subject. What arguments and results hold was checked where it came from; the envelopes are our own. */
export class Outbound {
  readonly #bus: Bus
  readonly #self: Address
  readonly #subjects: Subjects

  constructor(bus: Bus, self: Address) {
    this.#bus = bus
    this.#self = self
    this.#subjects = subjectsOf(self.world)
  }

  request(target: string, message: InteractionMessage): void {
    this.#send(this.#subjects.interaction(target, this.#self.name), message, this.#reply(message.id, target))
  }

  status(requester: string, requesterInstance: string, id: string, message: StatusMessage): number {
    return this.#send(this.#subjects.status(requester, requesterInstance, id, this.#self.name), message)
  }

  control(target: string, instance: string, message: ControlMessage): void {
    this.#send(this.#subjects.control(target, instance, this.#self.name), message, this.#reply(message.id, target))
  }

  ack(sender: string, senderInstance: string, id: string, message: AckMessage): void {
    this.#send(this.#subjects.status(sender, senderInstance, id, this.#self.name), message)
  }

  samples(stream: string, recipient: string, recipientInstance: string, id: string, message: SamplesMessage): void {
    this.#send(this.#subjects.stream(this.#self.name, stream, recipient, recipientInstance, id), message)
  }

  presence(message: PresenceMessage): void {
    this.#send(this.#subjects.presence(this.#self.name, this.#self.instance), message)
  }

  /** The status subject is the reply subject too, for nothing but the broker's 503. */
  #reply(id: string, target: string): string {
    return this.#subjects.status(this.#self.name, this.#self.instance, id, target)
  }

  #send(subject: string, message: object, reply?: string): number {
    const data = encodeWire(message as Wire)
    this.#bus.publish(subject, data, reply)
    return data.length
  }
}
