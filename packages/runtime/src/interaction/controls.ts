import { ANY, type ControlMessage, type ControlOp, ParleyError, VERSION } from '@parley/protocol'
import type { Acks } from './acks.ts'
import type { Post, Self } from './post.ts'
import type { SentInteraction, TargetState } from './sent.ts'

interface Parts {
  readonly self: Self
  readonly post: Post
  readonly acks: Acks
}

/** What a requester says to whoever holds what it sent: nothing changes here until the other end tells of it. */
export class Controls {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Asks something of whoever holds the interaction: its instance when that is known, else all of that name. */
  send(sent: SentInteraction, target: TargetState, op: ControlOp): void {
    if (op !== 'query') return this.#post(sent, target, { op })
    this.#post(sent, target, { op, seq: target.seq })
    sent.observer?.renewCredit?.(sent, target)
  }

  /** Says how far a target may go on one of its streams. */
  credit(sent: SentInteraction, target: TargetState, stream: string, upTo: number): void {
    this.#post(sent, target, { op: 'credit', upTo, ...(stream !== sent.request.action && { stream }) })
  }

  /** Pauses, resumes or cancels it at its open targets. Throws ParleyError NOT_HELD, FORBIDDEN or UNSUPPORTED. */
  async steer(sent: SentInteraction, op: 'pause' | 'resume' | 'cancel'): Promise<void> {
    const open = sent.targets.filter((target) => !target.ending)
    const acks = open.map((target) => this.#parts.acks.expect(sent.request.id, target.name, op))
    for (const target of open) this.send(sent, target, op)
    await Promise.all(acks)
  }

  #post(sent: SentInteraction, target: TargetState, own: Pick<ControlMessage, 'op' | 'upTo' | 'stream' | 'seq'>): void {
    const { post, self } = this.#parts
    const message: ControlMessage = { v: VERSION, id: sent.request.id, requester: sent.requester, senderInstance: self.instance, ...own }
    try {
      post.control(target.name, target.instance ?? ANY, message)
    } catch (error) {
      if (!(error instanceof ParleyError)) throw error // one that cannot leave is one lost: silence is asked about again
    }
  }
}
