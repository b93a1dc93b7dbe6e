import {
  buildUuid,
  type ControlMessage,
  canBecome,
  type InteractionStatus,
  Origin,
  originOf,
  type SamplesMessage,
  type ShortId,
  STATUSES,
  type StatusMessage,
} from '@parley/protocol'
import type { Clock } from '../time/clock.ts'
import type { Deadlines } from '../time/deadlines.ts'
import type { Acks } from './acks.ts'
import type { Controls } from './controls.ts'
import { Delivery } from './delivery.ts'
import { type Ending, ended, succeeded } from './ending.ts'
import type { Interaction } from './interaction.ts'
import type { InteractionManager } from './manager.ts'
import type { Post, Self } from './post.ts'
import { type Found, Reach } from './reach.ts'
import type { SentInteraction, TargetState } from './sent.ts'

interface Parts {
  readonly self: Self
  readonly manager: InteractionManager
  readonly post: Post
  readonly deadlines: Deadlines<Interaction>
  readonly clock: Clock
  readonly acks: Acks
  readonly controls: Controls
  /** 0 to 1, for jitter. */
  readonly random: () => number
  /** Somebody speaks of an interaction that was not sent to it. */
  readonly onStranger: (from: string, sent: SentInteraction) => void
}

/**
 * What an agent asked: from the send to the end of the last target.
 *
 * I1. Whatever is sent ends: by a status, a 503, silence (see Silence), its deadline or a cancel, whichever is first.
 * I2. A target is who the subject of its status says; a status from anybody else changes nothing.
 */
export class Requester {
  /** What becomes of it while no status comes. */
  readonly reach: Reach
  readonly #parts: Parts
  readonly #delivery: Delivery

  constructor(parts: Parts) {
    const end = (sent: SentInteraction, ending: Ending, target: TargetState) => this.end(sent, ending, target)
    this.#parts = parts
    this.#delivery = new Delivery({ ...parts, end, ask: (sent, target) => parts.controls.send(sent, target, 'query') })
    this.reach = new Reach({ ...parts, end, delivery: this.#delivery, find: (targetName, id) => this.#open(targetName, id) })
  }

  /** Registers and sends. A send that fails is an ending, not a throw: whoever follows the interaction hears of it. */
  send(sent: SentInteraction): void {
    const { manager, deadlines, clock } = this.#parts
    if (sent.request.timeoutMs === 0) return this.#endUnregistered(sent, ended('timeout', 'TIMEOUT', 'no time was left to send it'))
    if (sent.parent?.completed && sent.parent.reason !== 'ok' && !sent.request.detached)
      return this.#endUnregistered(sent, ended('cancelled', 'CANCELLED', `what it was sent for has ended: ${sent.parent.reason}`))
    const refusal = manager.registerSent(sent)
    if (refusal) return this.#endUnregistered(sent, { reason: 'rejected', error: refusal })
    const now = clock.nowMs()
    sent.sentMs = now
    sent.sender = this
    sent.parent?.adopt(sent)
    if (sent.request.timeoutMs !== undefined) deadlines.set(sent, sent.request.timeoutMs, now)
    for (const target of sent.targets) this.#delivery.send(sent, target, now)
    if (sent.request.volatile) this.end(sent, { reason: 'ok' })
  }

  onStatus(targetName: string, id: ShortId, status: StatusMessage): void {
    const { clock } = this.#parts
    const found = this.#open(targetName, id)
    if (!found) return this.#tellStranger(targetName, id)
    if (status.seq <= found.target.seq) return
    const { sent, target } = found
    if (status.status === 'requested')
      return this.#delivery.sendLater(sent, target, { reason: 'rejected', ...(status.error && { error: status.error }) })
    target.seq = status.seq
    target.instance = status.instance
    if (status.status !== 'completed') target.heardMs = clock.nowMs() // of what is over nobody asks
    target.doubt = 'none'
    if (status.tags) target.recordTags(status.tags)
    const { transitions } = status
    let endedMs = -1
    for (let i = 0; i < transitions.length; i += 2) {
      const told = STATUSES[transitions[i]!]!
      const atMs = transitions[i + 1]!
      if (told === 'completed') endedMs = atMs
      else this.#transition(sent, target, told, atMs, status)
    }
    if (endedMs < 0) endedMs = clock.wallMs()
    if (status.status === 'completed') this.end(sent, endingOf(status), target, endedMs)
    else if (status.status !== target.status) {
      // what told of it was lost
      if (status.status === 'paused' && target.status !== 'running') this.#transition(sent, target, 'running', endedMs, status)
      this.#transition(sent, target, status.status, endedMs, status)
    }
  }

  /** False when nobody here has asked for them. */
  onSamples(targetName: string, stream: string, id: string, { tag, data }: Pick<SamplesMessage, 'tag' | 'data'>): boolean {
    const { manager, self, clock } = this.#parts
    const found = this.#open(targetName, id)
    if (!found) {
      const over = manager.getInteraction(buildUuid(id, self.name), true)
      if (over) over.dataAfterEnd = true
      return over !== undefined
    }
    const { sent, target } = found
    target.heardMs = clock.nowMs()
    sent.observer?.onSamples(sent, target, stream, tag, data)
    return true
  }

  /** A target says how far this agent may go on one of its streams. */
  onCredit(targetName: string, { id, senderInstance, stream, upTo }: ControlMessage): void {
    const found = this.#open(targetName, id)
    if (stream !== undefined && upTo !== undefined) found?.sent.outgoing?.onCredit(targetName, senderInstance, stream, upTo)
  }

  /** Whether somebody waits for what this target says of it. */
  awaits(targetName: string, id: string): boolean {
    return this.#open(targetName, id) !== null
  }

  /** Its time is over: it ends here, and its targets are told to stop. */
  expire(sent: SentInteraction): void {
    for (const target of sent.targets) if (target.bounced && target.status === 'requested') this.end(sent, target.bounced, target)
    this.#stop(sent, ended('timeout', 'TIMEOUT', `no end within its ${Math.round(sent.request.timeoutMs ?? 0)} ms`))
  }

  /** Ends it here at once and tells its targets, for when nobody waits for their word. */
  discard(sent: SentInteraction, ending: Ending = ended('cancelled', 'CANCELLED', `cancelled by ${sent.requester}`)): void {
    this.#stop(sent, ending)
  }

  /** Ends all that is open: this process is going. Its targets hear of that by its presence. */
  close(): void {
    const ending = ended('discarded', 'CLOSED', 'the client was closed before an end came')
    for (const sent of [...this.#parts.manager.sent.values()]) this.end(sent, ending)
  }

  /** Ends it at one target, or at all that are open. */
  end(sent: SentInteraction, ending: Ending, target?: TargetState, atMs: number = this.#parts.clock.wallMs()): void {
    const { manager, deadlines } = this.#parts
    if (sent.completed || target?.ending) return
    const closing = target ? [target] : sent.targets.filter((one) => !one.ending)
    const complete = manager.completeSent(sent, ending, target)
    for (const one of closing) {
      sent.outgoing?.end(one.name)
      one.endedMs = atMs
      sent.observer?.onTransition(sent, one, atMs)
    }
    if (!complete) return
    deadlines.clear(sent)
    sent.observer?.onEnd(sent)
  }

  /** I2. One that has ended is no stranger: its last word may come twice. */
  #tellStranger(targetName: string, id: ShortId): void {
    const sent = this.#sent(id)
    if (sent && !sent.target(targetName)) this.#parts.onStranger(targetName, sent)
  }

  /** What was sent to a target and has not ended there. */
  #open(targetName: string, id: ShortId): Found | null {
    const sent = this.#sent(id)
    const target = sent?.target(targetName)
    return sent && target && !target.ending ? { sent, target } : null
  }

  #sent(id: ShortId): SentInteraction | undefined {
    const { manager, self } = this.#parts
    const { name: requester, instance } = self
    return manager.sent.get(typeof id === 'number' ? new Origin(requester, instance, id) : originOf(id, requester, instance))
  }

  #transition(sent: SentInteraction, target: TargetState, told: InteractionStatus, atMs: number, { step, steps }: StatusMessage): void {
    const { deadlines } = this.#parts
    target.status = told
    const whole = sent.targets.length === 1 ? told : sent.wholeStatus()
    if (whole !== sent.status && canBecome(sent.status, whole)) {
      sent.become(whole)
      if (whole === 'paused') deadlines.hold(sent)
      else deadlines.goOn(sent)
    }
    sent.observer?.onTransition(sent, target, atMs, step, steps)
  }

  #stop(sent: SentInteraction, ending: Ending): void {
    if (sent.completed) return
    for (const target of sent.targets) if (!target.ending) this.#parts.controls.send(sent, target, 'cancel')
    this.end(sent, ending)
  }

  #endUnregistered(sent: SentInteraction, ending: Ending): void {
    for (const target of sent.targets) target.ending = ending
    sent.letGo()
    sent.become('completed')
    sent.ending = ending
    sent.observer?.onEnd(sent)
  }
}

function endingOf(status: StatusMessage): Ending {
  const { reason = 'ok', result, error, state } = status
  if (reason === 'ok' && !error && state === undefined) return succeeded(result)
  return { reason, ...(result !== undefined && { result }), ...(error && { error }), ...(state !== undefined && { state }) }
}
