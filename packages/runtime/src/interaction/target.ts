import { buildUuid, type ControlMessage, type ErrorCode, type InteractionMessage, VERSION, type WireError } from '@parley/protocol'
import type { Clock } from '../time/clock.ts'
import type { Deadlines } from '../time/deadlines.ts'
import { type Ending, ended, rejected } from './ending.ts'
import { type Interaction, type Job, ReceivedInteraction, type SentInteraction } from './interaction.ts'
import type { InteractionManager } from './manager.ts'
import type { Post, Self } from './post.ts'
import type { StatusWriter } from './statuses.ts'

/** How long a cancel that came before its request is remembered, and how many. */
const CANCEL_KEPT_MS = 60_000
const CANCELS_KEPT = 10_000

/** The places in which interactions run, and the queue before them. */
export interface Mailbox {
  readonly running: number
  readonly waiting: number
  /** False when the queue is full. */
  offer(received: ReceivedInteraction, priority: number): boolean
  /** Takes one that waits out of the queue; false when it does not wait. */
  remove(received: ReceivedInteraction): boolean
  /** Its place is free again. */
  release(received: ReceivedInteraction): void
}

interface Parts {
  readonly self: Self
  readonly manager: InteractionManager
  readonly post: Post
  readonly statuses: StatusWriter
  readonly deadlines: Deadlines<Interaction>
  readonly clock: Clock
  /** The agent's handler for a request, its arguments checked; or why there is none. */
  readonly prepare: (request: InteractionMessage) => Job | WireError
  readonly cancelChild: (child: SentInteraction) => void
  readonly onEnd: (received: ReceivedInteraction, ending: Ending) => void
  /** Who, beside its requester, may steer an interaction. */
  readonly isOperator: (name: string) => boolean
}

/**
 * What an agent was asked: from the request that arrives to the status that ends it.
 *
 * I1. Every request that decodes gets an ending, whatever happens; a repeated one gets the words of the first.
 * I2. A place is held from `start` until the handler has really returned, even when the interaction has ended before.
 * I3. Who may steer is decided by the subject's sender, never by the body.
 */
export class Target {
  readonly #parts: Parts
  #mailbox!: Mailbox
  #draining = false
  #onEmpty: (() => void) | null = null
  readonly #cancelled = new Map<string, number>()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** The mailbox starts what this gives it, so the two are made one after the other. */
  set mailbox(mailbox: Mailbox) {
    this.#mailbox = mailbox
  }

  onRequest(requester: string, request: InteractionMessage): void {
    const { self, manager, statuses, prepare, clock } = this.#parts
    if (request.requester !== requester) {
      const text = `requester: the body says ${request.requester}, the subject says ${requester}`
      return this.#refuse(requester, request, rejected('IDENTITY_MISMATCH', text))
    }
    const uuid = buildUuid(request.id, requester)
    if (statuses.repeat(manager.received.get(uuid), uuid)) return
    if (this.#cancelled.delete(uuid)) return this.#refuse(requester, request, cancelledBy(requester))
    if (this.#draining) return this.#refuse(requester, request, rejected('DRAINING', `${self.name} is leaving`))
    const job = prepare(request)
    if (!('run' in job)) return this.#refuse(requester, request, { reason: 'rejected', error: job })
    this.#take(new ReceivedInteraction(request, job, clock.nowMs()))
  }

  /** A place is free: runs the handler. */
  start(received: ReceivedInteraction): void {
    received.become('running')
    this.#parts.statuses.note(received)
    received.job.run(received, (ending) => {
      this.end(received, ending)
      this.#mailbox.release(received)
      if (this.#draining) this.#checkEmpty()
    })
  }

  /** Ends it now, whether it waits or runs. A second ending changes nothing. */
  end(received: ReceivedInteraction, ending: Ending): void {
    const { manager, deadlines, statuses, cancelChild, onEnd } = this.#parts
    if (!manager.completeReceived(received, ending)) return
    deadlines.clear(received)
    statuses.note(received)
    onEnd(received, ending)
    if (ending.reason === 'ok' || ending.reason === 'error') return
    this.#mailbox.remove(received)
    if (ending.error) received.job.abort(ending.error)
    for (const child of received.children ?? []) cancelChild(child)
  }

  /** Its time is over. */
  expire(received: ReceivedInteraction): void {
    this.end(received, ended('timeout', 'TIMEOUT', `not done within its ${received.request.timeoutMs} ms`))
  }

  onControl(sender: string, control: ControlMessage): void {
    const { manager, statuses, isOperator } = this.#parts
    const uuid = buildUuid(control.id, control.requester)
    const received = manager.received.get(uuid)
    if (sender !== control.requester && !isOperator(sender)) return this.#ack(sender, control, false, received !== undefined, 'FORBIDDEN')
    switch (control.op) {
      case 'query':
        return this.#ack(sender, control, true, statuses.repeat(received, uuid))
      case 'cancel':
        if (received) this.end(received, cancelledBy(sender))
        else if (!statuses.repeat(undefined, uuid)) this.#rememberCancel(uuid)
        return this.#ack(sender, control, received !== undefined, received !== undefined, received ? undefined : 'NOT_HELD')
      default:
        return this.#ack(sender, control, false, received !== undefined, 'UNSUPPORTED')
    }
  }

  /** Takes nothing new from now on; settles when every handler has returned. */
  drain(): Promise<void> {
    this.#draining = true
    return new Promise((done) => {
      this.#onEmpty = done
      this.#checkEmpty()
    })
  }

  #checkEmpty(): void {
    if (this.#mailbox.running === 0 && this.#mailbox.waiting === 0) this.#onEmpty?.()
  }

  #take(received: ReceivedInteraction): void {
    const { manager, statuses, deadlines } = this.#parts
    const { request, requester } = received
    const refusal = manager.registerReceived(received)
    if (refusal) return this.#refuse(requester, request, { reason: 'rejected', error: refusal })
    const remainingMs = request.remainingMs ?? request.timeoutMs
    if (remainingMs !== undefined) deadlines.set(received, remainingMs)
    statuses.note(received)
    if (!this.#mailbox.offer(received, request.priority ?? 0)) this.end(received, rejected('FULL', 'too many interactions wait already'))
  }

  /** The ending of a request that never became an interaction. */
  #refuse(requester: string, request: InteractionMessage, ending: Ending): void {
    if (!request.volatile) this.#parts.statuses.refuse(requester, request.requesterInstance, request.id, ending)
  }

  #rememberCancel(uuid: string): void {
    const now = this.#parts.clock.nowMs()
    this.#cancelled.set(uuid, now)
    for (const [oldest, atMs] of this.#cancelled) {
      if (now - atMs <= CANCEL_KEPT_MS && this.#cancelled.size <= CANCELS_KEPT) break
      this.#cancelled.delete(oldest)
    }
  }

  #ack(sender: string, { op, id, senderInstance }: ControlMessage, ok: boolean, held: boolean, code?: ErrorCode): void {
    const { name, instance } = this.#parts.self
    const message = { v: VERSION as 1, by: name, instance, ack: code ? { op, ok, held, code } : { op, ok, held } }
    this.#parts.post.ack(sender, senderInstance, id, message)
  }
}

const cancelledBy = (name: string): Ending => ended('cancelled', 'CANCELLED', `cancelled by ${name}`)
