import type { AckMessage, ParleyError } from '@parley/protocol'
import type { Clock } from '../time/clock.ts'
import type { Acks } from './acks.ts'
import type { Delivery } from './delivery.ts'
import { type Ending, goneEnding, rejected } from './ending.ts'
import type { InteractionManager } from './manager.ts'
import type { Self } from './post.ts'
import type { SentInteraction, TargetState } from './sent.ts'

/** What was sent, and one of those to whom. */
export interface Found {
  readonly sent: SentInteraction
  readonly target: TargetState
}

interface Parts {
  readonly self: Self
  readonly manager: InteractionManager
  readonly clock: Clock
  readonly acks: Acks
  readonly delivery: Delivery
  /** What was sent to a target under this id and has not ended there. */
  readonly find: (targetName: string, id: string) => Found | null
  readonly end: (sent: SentInteraction, ending: Ending, target: TargetState) => void
}

/** Whether what was sent has reached anybody, by all that tells but a status: the broker's 503, acknowledgements, an instance that is gone, a message that did not leave. */
export class Reach {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** The broker found nobody for a request or a control that went out under this id. */
  onNoResponders(targetName: string, id: string): void {
    this.#parts.acks.onNoResponders(targetName, id)
    const found = this.#parts.find(targetName, id)
    if (!found) return
    const { sent, target } = found
    if (target.instance !== null) return this.onInstanceGone(target.name, target.instance)
    this.#parts.delivery.onNoResponders(sent, target)
  }

  /** As before, but the broker was away a moment ago: whoever is meant may be on the way back. */
  onNobodyYet(targetName: string, id: string): void {
    const found = this.#parts.find(targetName, id)
    if (found) this.#parts.delivery.onNobodyYet(found.sent, found.target)
  }

  /** It was in a pack that its target does not read: nothing has run, and it goes out again alone. */
  onPackRefused(targetName: string, id: string): void {
    const found = this.#parts.find(targetName, id)
    if (found?.target.instance === null) this.#parts.delivery.sendAgain(found.sent, found.target)
  }

  /** It waits until what is large has been stored; as long as it does, nobody can have answered. */
  onWaiting(targetName: string, id: string, waits: boolean): void {
    const found = this.#parts.find(targetName, id)
    if (found) found.target.sentMs = waits ? Number.POSITIVE_INFINITY : this.#parts.clock.nowMs()
  }

  /** It did not leave after all. */
  onUnsent(targetName: string, id: string, error: ParleyError): void {
    const found = this.#parts.find(targetName, id)
    if (found) this.#parts.end(found.sent, rejected(error.code, error.message), found.target)
  }

  /** The broker does not let this agent ask that one: whatever waits for a first word of it has not been sent. */
  onForbidden(targetName: string): void {
    const ending = rejected('FORBIDDEN', `the broker does not let ${this.#parts.self.name} ask ${targetName}`)
    for (const sent of this.#parts.manager.sent.values()) {
      const target = sent.target(targetName)
      if (target && !target.ending && target.instance === null) this.#parts.end(sent, ending, target)
    }
  }

  onAck(targetName: string, id: string, message: AckMessage): void {
    const { clock, acks } = this.#parts
    const { instance, ack } = message
    acks.onAck(targetName, id, message)
    const found = this.#parts.find(targetName, id)
    if (!found) return
    const { sent, target } = found
    if (ack.held) {
      target.instance = instance
      target.heardMs = clock.nowMs()
      target.doubt = 'none'
    } else if (target.instance === instance) this.#parts.end(sent, goneEnding(targetName), target)
    else this.#parts.delivery.onNotHeld(sent, target)
  }

  /** An instance died or was cut off: what it held ends here. */
  onInstanceGone(name: string, instance: string): void {
    for (const sent of this.#parts.manager.sent.values()) {
      const target = sent.target(name)
      if (target?.instance === instance && !target.ending) this.#parts.end(sent, goneEnding(name), target)
    }
  }
}
