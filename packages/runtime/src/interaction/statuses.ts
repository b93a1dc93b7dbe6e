import {
  type ErrorCode,
  FEATURES,
  type InteractionStatus,
  numberOf,
  type Origin,
  originOf,
  ParleyError,
  type ShortId,
  type StatusMessage,
  shortBeside,
  UsualStatus,
  type WireError,
  wireError,
} from '@parley/protocol'
import type { Clock } from '../time/clock.ts'
import { isSystem } from './draft.ts'
import type { Ending } from './ending.ts'
import { End, type Ends } from './ends.ts'
import type { Post, Self } from './post.ts'
import type { ReceivedInteraction } from './received.ts'

/** How long transitions may wait for company. Nobody sees a status later than this; most interactions end within it and cost one status. */
const DEFAULT_FLUSH_WINDOW_MS = 2
/** The numbers of one transition. */
const ONE = 2

/**
 * Owns: the statuses of received interactions, from a transition to the post.
 *
 * I1. Transitions leave in order, each once, with the number of their status.
 * I2. An end leaves at once, with all that was untold; nothing leaves after it.
 * I3. One timer for all: the window is the same for each, so the queue is in order of time.
 * I4. A status that the post does not take is a status lost: nothing throws, and an end is kept for the one who asks.
 */
export class StatusWriter {
  readonly #post: Post
  readonly #self: Self
  readonly #clock: Clock
  readonly #ends: Ends
  readonly #windowMs: number
  #waiting: { received: ReceivedInteraction; dueMs: number }[] = []
  #disarm: (() => void) | undefined

  constructor(post: Post, self: Self, clock: Clock, ends: Ends, windowMs: number = DEFAULT_FLUSH_WINDOW_MS) {
    this.#post = post
    this.#ends = ends
    this.#self = self
    this.#clock = clock
    this.#windowMs = windowMs
  }

  /** Notes that an interaction is there. `tell` says so, or its end when that comes first: most are over before they are told of. */
  begin(received: ReceivedInteraction): void {
    this.#note(received, received.sinceMs)
    if (this.#windowMs === 0) this.#send(received)
  }

  /** What is untold is told within the window. */
  tell(received: ReceivedInteraction): void {
    if (received.untold.length > 0) this.#wait(received)
  }

  /** Notes the status that the interaction has just come to, at this moment. */
  note(received: ReceivedInteraction, nowMs: number): void {
    this.#note(received, nowMs)
    if (received.completed || this.#windowMs === 0) this.#send(received, nowMs)
    else if (received.untold.length === ONE) this.#wait(received)
  }

  /**
   * Says again where an interaction stands, or how it ended, for a requester that may have missed it. False when it is not known (any more).
   * `heardSeq`: its requester has heard that status, so nothing is said unless there is something newer.
   */
  repeat(received: ReceivedInteraction | undefined, origin: Origin, heardSeq = -2): boolean {
    if (received && (received.seq > heardSeq + 1 || received.untold.length > 0)) this.#send(received)
    const end = received ? undefined : this.#ends.get(origin)
    if (end) this.#say(end)
    return received !== undefined || end !== undefined
  }

  /** The ending of a request that never became an interaction. */
  refuse(requester: string, requesterInstance: string, id: string, ending: Ending): void {
    const message = this.#status(0, 'completed', [numberOf('completed'), this.#clock.wallMs()], ending)
    this.#put(requester, requesterInstance, id, message)
  }

  /** The request finds no room here now: it stays REQUESTED, and comes again. */
  bounce(requester: string, requesterInstance: string, id: string, error: WireError): void {
    this.#put(requester, requesterInstance, id, { ...this.#status(0, 'requested', []), error })
  }

  /** A status has found no way to leave. Of an end its bare words leave, in its place; anything else is one that is lost (I4). */
  onUnsent(requester: string, requesterInstance: string, id: string, message: StatusMessage, error: ParleyError): void {
    if (message.status !== 'completed' || error.code !== 'TOO_LARGE') return
    this.#amend(new End(originOf(id, requester), requesterInstance, withoutResult(message, error)))
  }

  /** What went before an end could not leave: the end tells it. */
  amend(origin: Origin, { code, message }: WireError): void {
    const end = this.#ends.get(origin)
    if (end?.message.reason !== 'ok') return
    const { result: _, ...rest } = end.message
    this.#amend(end.with({ ...rest, reason: 'error', error: wireError(code as ErrorCode, message) }))
  }

  close(): void {
    this.#disarm?.()
    this.#waiting = []
  }

  #note(received: ReceivedInteraction, nowMs: number): void {
    received.untold.push(numberOf(received.status), this.#clock.wallAt(nowMs))
  }

  #wait(received: ReceivedInteraction): void {
    this.#waiting.push({ received, dueMs: this.#clock.nowMs() + this.#windowMs })
    this.#disarm ??= this.#clock.after(this.#windowMs, () => this.#flush())
  }

  #flush(): void {
    const now = this.#clock.nowMs()
    const later = this.#waiting.findIndex((one) => one.dueMs > now)
    const due = later < 0 ? this.#waiting : this.#waiting.slice(0, later)
    this.#waiting = later < 0 ? [] : this.#waiting.slice(later)
    this.#disarm = undefined
    if (this.#waiting.length > 0) this.#disarm = this.#clock.after(this.#waiting[0]!.dueMs - now, () => this.#flush())
    for (const { received } of due) if (received.untold.length > 0) this.#send(received)
  }

  #send(received: ReceivedInteraction, nowMs?: number): void {
    if (received.request.volatile || isSystem(received)) return
    let end = new End(received.origin, received.request.requesterInstance, this.#message(received))
    let bytes = this.#say(end)
    if (bytes instanceof ParleyError && bytes.code === 'TOO_LARGE' && received.completed) {
      end = end.with(withoutResult(end.message, bytes))
      bytes = this.#say(end)
    }
    if (received.completed) this.#ends.keep(end, typeof bytes === 'number' ? bytes : 0, nowMs)
  }

  #amend(end: End): void {
    this.#say(end)
    this.#ends.keep(end, 0)
  }

  #say({ origin, requesterInstance, message }: End): number | ParleyError {
    return this.#put(origin.requester, requesterInstance, shortBeside(origin, requesterInstance), message)
  }

  /** The size in bytes, or why it did not leave. */
  #put(requester: string, requesterInstance: string, id: ShortId, message: StatusMessage): number | ParleyError {
    try {
      return this.#post.status(requester, requesterInstance, id, message)
    } catch (error) {
      if (error instanceof ParleyError) return error
      throw error
    }
  }

  #message(received: ReceivedInteraction): StatusMessage {
    const { status, untold, ending, request } = received
    const message = this.#status(received.seq++, status, untold, ending)
    received.untold = []
    if (received.tags) message.tags = received.tags
    if (received.step >= 0) message.step = received.step
    if (typeof request.numSteps === 'number' && request.numSteps > 0) message.steps = request.numSteps
    return message
  }

  #status(seq: number, status: InteractionStatus, transitions: number[], ending: Ending | null = null): StatusMessage {
    const message: StatusMessage = new UsualStatus(this.#self.name, this.#self.instance, seq, status, transitions)
    message.reads = FEATURES
    if (!ending) return message
    message.reason = ending.reason
    if (ending.result !== undefined) message.result = ending.result
    if (ending.error) message.error = ending.error
    if (ending.state !== undefined) message.state = ending.state
    return message
  }
}

/** The end of an interaction whose result or details no message can hold. */
function withoutResult({ result: _, ...message }: StatusMessage, { message: why }: ParleyError): StatusMessage {
  return { ...message, reason: 'error', error: wireError('TOO_LARGE', `result: ${why}`) }
}
