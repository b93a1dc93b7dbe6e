import {
  type AckMessage,
  type ControlMessage,
  type InteractionMessage,
  lengthenId,
  type ParleyError,
  type SamplesMessage,
  type ShortId,
  type StatusMessage,
  type StatusWire,
  statusToWire,
} from '@parley/protocol'
import type { Post } from '../interaction/post.ts'

/** The post of a test: what was sent lies here, in order. */
export class PostList implements Post {
  readonly requests: { target: string; message: InteractionMessage }[] = []
  readonly statuses: { requester: string; requesterInstance: string; id: string; message: StatusWire }[] = []
  readonly controls: { target: string; instance: string; message: ControlMessage }[] = []
  readonly acks: { sender: string; senderInstance: string; id: string; message: AckMessage }[] = []
  readonly sampled: { stream: string; id: string; message: SamplesMessage }[] = []
  /** What it answers instead of taking a message: one that returns an error refuses. */
  judge: (message: object) => ParleyError | undefined = () => undefined

  request(target: string, _id: ShortId, message: InteractionMessage): void {
    this.#take(message)
    this.requests.push({ target, message })
  }

  status(requester: string, requesterInstance: string, short: ShortId, message: StatusMessage): number {
    this.#take(message)
    const id = lengthenId(short, requesterInstance)
    return this.statuses.push({ requester, requesterInstance, id, message: statusToWire(message) })
  }

  control(target: string, instance: string, message: ControlMessage): void {
    this.#take(message)
    this.controls.push({ target, instance, message })
  }

  ack(sender: string, senderInstance: string, id: string, message: AckMessage): void {
    this.#take(message)
    this.acks.push({ sender, senderInstance, id, message })
  }

  samples(stream: string, _recipient: string, _recipientInstance: string, id: string, message: SamplesMessage): void {
    this.#take(message)
    this.sampled.push({ stream, id, message })
  }

  #take(message: object): void {
    const refusal = this.judge(message)
    if (refusal) throw refusal
  }
}
