import { ANY, type ControlOp, type HeldInteraction, VERSION } from '@parley/protocol'
import type { Acks } from './acks.ts'
import type { Post, Self } from './post.ts'

/** An interaction at one of its targets, as somebody who did not send it knows it. */
export interface Whereabouts {
  readonly id: string
  readonly requester: string
  readonly target: string
  /** Any instance when it is not known. */
  readonly instance?: string
}

interface Parts {
  readonly self: Self
  readonly post: Post
  readonly acks: Acks
  readonly newId: () => string
}

/** Looks at and steers what others have sent, for whoever holds that right. */
export class Operator {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** What an instance holds, oldest first, and how many more than it tells. Throws ParleyError NOT_HELD when it does not answer within a beat. */
  async list(agent: string, instance: string): Promise<{ held: readonly HeldInteraction[]; more: number }> {
    const { self, newId } = this.#parts
    const { held = [], more = 0 } = await this.#ask({ id: newId(), requester: self.name, target: agent, instance }, 'list')
    return { held, more }
  }

  /** Settles when the holder has acknowledged. Throws ParleyError NOT_HELD, FORBIDDEN or UNSUPPORTED. */
  async steer(where: Whereabouts, op: 'pause' | 'resume' | 'cancel'): Promise<void> {
    await this.#ask(where, op)
  }

  #ask({ id, requester, target, instance = ANY }: Whereabouts, op: ControlOp) {
    const { self, post, acks } = this.#parts
    const acknowledged = acks.expect(id, target, op)
    post.control(target, instance, { v: VERSION, op, id, requester, senderInstance: self.instance })
    return acknowledged
  }
}
