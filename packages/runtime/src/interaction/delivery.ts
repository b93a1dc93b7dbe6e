import { type InteractionMessage, ParleyError, shortBeside } from '@parley/protocol'
import type { Clock } from '../time/clock.ts'
import type { Deadlines } from '../time/deadlines.ts'
import { type Ending, goneEnding, rejected } from './ending.ts'
import type { Interaction } from './interaction.ts'
import type { Post, Self } from './post.ts'
import type { SentInteraction, TargetState } from './sent.ts'

/** When a request that found every instance full is sent again: doubled each time up to the most, and spread. */
const RESEND_MS = 50
const RESEND_MAX_MS = 2_000

interface Parts {
  readonly self: Self
  readonly post: Post
  readonly deadlines: Deadlines<Interaction>
  readonly clock: Clock
  /** 0 to 1, for jitter. */
  readonly random: () => number
  /** Asks all instances whether somebody holds it. */
  readonly ask: (sent: SentInteraction, target: TargetState) => void
  readonly end: (sent: SentInteraction, ending: Ending, target: TargetState) => void
}

/**
 * A request on its way, until an instance of its target has it.
 *
 * D1. "Nobody is there" is said only when the broker has said it twice: of the request, then of a control to all instances.
 * D2. A request is sent again only while nobody can have taken it.
 */
export class Delivery {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  send(sent: SentInteraction, target: TargetState, nowMs: number, message: InteractionMessage = sent.request): void {
    const { post, end } = this.#parts
    target.sentMs = nowMs
    try {
      post.request(target.name, shortBeside(sent.origin, message.requesterInstance), message)
    } catch (error) {
      if (!(error instanceof ParleyError)) throw error
      end(sent, rejected(error.code, error.message), target)
    }
  }

  /** Under the same id, with what is left of its time. */
  sendAgain(sent: SentInteraction, target: TargetState): void {
    const { deadlines, clock } = this.#parts
    const left = deadlines.remainingMs(sent)
    const message = left < Number.POSITIVE_INFINITY ? { ...sent.request, remainingMs: Math.ceil(left) } : sent.request
    this.send(sent, target, clock.nowMs(), message)
  }

  /** There was no room: it is sent again after a while, until its time is over. */
  sendLater(sent: SentInteraction, target: TargetState, bounced: Ending): void {
    const { clock, random } = this.#parts
    if (target.instance !== null || target.sentMs === Number.POSITIVE_INFINITY) return // D2, and a bounce that came twice
    target.bounced = bounced
    target.sentMs = Number.POSITIVE_INFINITY
    target.doubt = 'none'
    target.seq = -1
    const after = (bounced.error?.retryAfterMs ?? RESEND_MS) * 2 ** Math.min(target.bounces++, 10)
    clock.after(Math.min(after, RESEND_MAX_MS) * (0.5 + random() / 2), () => {
      if (!target.ending) this.sendAgain(sent, target)
    })
  }

  /** The broker found nobody; what that means depends on what was asked. */
  onNoResponders(sent: SentInteraction, target: TargetState): void {
    const { ask, end } = this.#parts
    if (target.doubt === 'none') {
      target.doubt = 'anyone'
      ask(sent, target)
    } else if (target.doubt === 'anyone') end(sent, this.#noResponders(target), target)
    else if (target.doubt === 'holder') end(sent, goneEnding(target.name), target)
  }

  /** As before, but the broker was away a moment ago: whoever is meant may be on the way back. */
  onNobodyYet(sent: SentInteraction, target: TargetState): void {
    if (target.doubt === 'none' || target.doubt === 'anyone') this.sendLater(sent, target, this.#noResponders(target))
  }

  /** An instance is there that does not have it: when the request found nobody, it is out of the queue group because it is full. */
  onNotHeld(sent: SentInteraction, target: TargetState): void {
    if (target.doubt !== 'anyone') return
    this.sendLater(sent, target, rejected('FULL', `every instance of ${target.name} is full`, { retryAfterMs: RESEND_MS }))
  }

  #noResponders({ name }: TargetState): Ending {
    return rejected('NO_RESPONDERS', `no agent ${name} is running in the world ${this.#parts.self.world}`)
  }
}
