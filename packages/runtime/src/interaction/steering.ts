import {
  type AckMessage,
  type ControlMessage,
  type ErrorCode,
  type HeldInteraction,
  lengthenId,
  type Origin,
  originOf,
  type ShortId,
  uuidOf,
  VERSION,
} from '@parley/protocol'
import type { Clock } from '../time/clock.ts'
import { type Ending, ended } from './ending.ts'
import type { InteractionManager } from './manager.ts'
import type { Post, Self } from './post.ts'
import type { ReceivedInteraction } from './received.ts'
import type { StatusWriter } from './statuses.ts'
import { anyStepDone } from './steps.ts'
import type { Turns } from './turns.ts'

/** How long a cancel that came before its request is remembered, and how many. */
const CANCEL_KEPT_MS = 60_000
const CANCELS_KEPT = 10_000

/** Interactions that one answer to `list` names: as many as a person looks at, in a message that any broker takes. */
const LISTED = 500

interface Parts {
  readonly self: Self
  readonly manager: InteractionManager
  readonly post: Post
  readonly statuses: StatusWriter
  readonly turns: Turns
  readonly clock: Clock
  readonly end: (received: ReceivedInteraction, ending: Ending) => void
  /** A request that is being fetched, or whose streams are being resolved: not held yet, and not lost. */
  readonly arrives: (uuid: string) => boolean
  /** The reader of a stream says how far its writer may go. */
  readonly credit: (sender: string, control: ControlMessage) => void
  /** Who, beside its requester, may steer an interaction. */
  readonly isOperator: (name: string) => boolean
}

/**
 * Controls of what this agent was asked: pause, resume, cancel, query, list.
 *
 * I1. Every hearer acknowledges, whether it holds the interaction or not: nobody waits for silence. A credit is not waited for, and said again.
 * I2. Who may steer is decided by the subject's sender, never by the body.
 * I3. That something is not held is said by itself, also in the answer to a query of many: it must not overtake an end that is on its way.
 */
export class Steering {
  readonly #parts: Parts
  readonly #cancelled = new Map<string, { by: string; atMs: number }>()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  onControl(sender: string, control: ControlMessage): void {
    const { statuses, isOperator } = this.#parts
    if (control.op === 'credit') return this.#parts.credit(sender, control)
    const origin = originOf(control.id, control.requester)
    const uuid = uuidOf(origin)
    const received = this.#held(origin)
    const held = received !== undefined
    if (control.op === 'list') return this.#list(sender, control)
    if (sender !== control.requester && !isOperator(sender)) return this.#ack(sender, control, held, 'FORBIDDEN')
    if (control.op === 'query') return this.#answer(sender, control)
    const arrives = received === undefined && this.#parts.arrives(uuid)
    if (!received) {
      const over = statuses.repeat(undefined, origin)
      if (control.op === 'cancel' && !over) this.#remember(uuid, sender)
      return this.#ack(sender, control, arrives, arrives && control.op === 'cancel' ? undefined : 'NOT_HELD')
    }
    this.#ack(sender, control, true, this.#steer(received, control, sender))
  }

  /** The ending of a request whose cancel came first, as often as the request comes. */
  cancelledBefore(origin: Origin): Ending | null {
    const cancel = this.#cancelled.size > 0 ? this.#cancelled.get(uuidOf(origin)) : undefined
    return cancel && this.#parts.clock.nowMs() - cancel.atMs <= CANCEL_KEPT_MS ? cancelledBy(cancel.by) : null
  }

  #held(origin: Origin): ReceivedInteraction | undefined {
    const { manager } = this.#parts
    return manager.received.get(origin) ?? manager.lazy.get(origin)
  }

  #answer(sender: string, query: ControlMessage): void {
    const { id, requester, senderInstance, seq, ids } = query
    if (!ids) return this.#ack(sender, query, this.#tell(originOf(id, requester), seq))
    const held: ShortId[] = []
    const missing: ShortId[] = []
    for (const [short, heardSeq] of ids) {
      const known = this.#tell(originOf(lengthenId(short, senderInstance), requester), heardSeq)
      if (known) held.push(short)
      else missing.push(short)
    }
    if (held.length > 0) this.#ack(sender, query, true, undefined, { ids: held })
    if (missing.length > 0) this.#ack(sender, query, false, undefined, { ids: missing })
  }

  /** Says what its requester has not heard. False when nothing is known of it. */
  #tell(origin: Origin, heardSeq: number | undefined): boolean {
    const { statuses, arrives } = this.#parts
    return statuses.repeat(this.#held(origin), origin, heardSeq) || arrives(uuidOf(origin))
  }

  #steer(received: ReceivedInteraction, { op }: ControlMessage, sender: string): ErrorCode | undefined {
    if (op === 'cancel') this.#parts.end(received, cancelledBy(sender))
    else if (op === 'pause') this.#parts.turns.pause(received)
    else if (op === 'resume') this.#parts.turns.resume(received)
    return undefined
  }

  /** An operator sees all that is held here; anybody else his own. */
  #list(sender: string, control: ControlMessage): void {
    const { manager, clock, isOperator } = this.#parts
    const now = clock.nowMs()
    const held: HeldInteraction[] = []
    let more = 0
    const oldestFirst = [...manager.received.values(), ...manager.lazy.values()].sort((a, b) => a.sinceMs - b.sinceMs)
    for (const received of oldestFirst) {
      const { id, requester, action, numSteps } = received.request
      if (requester !== sender && !isOperator(sender)) continue
      if (held.length >= LISTED) more++
      else
        held.push({
          ...{ id, requester, action, status: received.status, ageMs: now - received.sinceMs },
          ...(anyStepDone(received.step) && { step: received.step }),
          ...(typeof numSteps === 'number' && numSteps > 0 && { steps: numSteps }),
          ...(received.priority !== 0 && { priority: received.priority }),
        })
    }
    this.#ack(sender, control, true, undefined, more > 0 ? { held, more } : { held })
  }

  #remember(uuid: string, by: string): void {
    const atMs = this.#parts.clock.nowMs()
    this.#cancelled.set(uuid, { by, atMs })
    for (const [oldest, cancel] of this.#cancelled) {
      if (atMs - cancel.atMs <= CANCEL_KEPT_MS && this.#cancelled.size <= CANCELS_KEPT) break
      this.#cancelled.delete(oldest)
    }
  }

  #ack(
    sender: string,
    { op, id, requester, senderInstance }: ControlMessage,
    held: boolean,
    code?: ErrorCode,
    more: Pick<AckMessage, 'ids' | 'held' | 'more'> = {},
  ): void {
    const { name, instance } = this.#parts.self
    const ack = code ? { op, ok: false, held, code } : { op, ok: true, held }
    this.#parts.post.ack(sender, senderInstance, id, { v: VERSION, by: name, instance, requester, ack, ...more })
  }
}

const cancelledBy = (name: string): Ending => ended('cancelled', 'CANCELLED', `cancelled by ${name}`)
