import { type InteractionMessage, type Origin, originOf, ParleyError, uuidOf, type WireError, wireError } from '@parley/protocol'
import type { States } from '../behaviour/stateless.ts'
import type { Slots } from '../stream/declare.ts'
import type { Clock } from '../time/clock.ts'
import type { Binder } from './binder.ts'
import type { Bound } from './bound.ts'
import type { Door } from './door.ts'
import { type Ending, rejected } from './ending.ts'
import type { Ends } from './ends.ts'
import type { InteractionManager } from './manager.ts'
import type { Self } from './post.ts'
import { type Job, ReceivedInteraction } from './received.ts'
import type { StatusWriter } from './statuses.ts'
import type { Steering } from './steering.ts'
import type { TimeLimits } from './time-limits.ts'
import type { Turns } from './turns.ts'

/** When a requester that met a full instance may try again. */
const RETRY_AFTER_MS = 50

interface Parts {
  readonly self: Self
  readonly manager: InteractionManager
  readonly statuses: StatusWriter
  readonly ends: Ends
  readonly turns: Turns
  readonly steering: Steering
  readonly door: Door
  readonly limits: TimeLimits
  readonly binder: Pick<Binder, 'bind'>
  readonly clock: Clock
  /** The agent's handler for a request, its arguments checked; or why there is none. */
  readonly prepare: (request: InteractionMessage) => Job | WireError
  /** What the agent's behaviour says; absent: it takes everything. */
  readonly states?: States
  /** One that was being resolved is not taken. */
  readonly onRefused: () => void
}

/**
 * What an agent is asked, until it is taken or refused.
 *
 * A1. Every request that decodes gets an ending, whatever happens; a repeated one gets the words of the first.
 * A2. A request that finds no room changes nothing and comes again.
 * A3. A request that names streams is taken once they are resolved and matched, whole or not at all; until then it may be cancelled like any other.
 * A4. One that cannot begin yet, because its data or its time have not come, holds up nobody behind it.
 */
export class Arrivals {
  readonly #parts: Parts
  /** Requests whose streams are being resolved. */
  readonly #arriving = new Set<string>()
  #closed = false

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Takes requests from now on. */
  open(): void {
    this.#parts.door.check()
  }

  /** Takes nothing new from now on. */
  close(): void {
    this.#closed = true
    this.#parts.door.close()
  }

  /** Nothing is being resolved. */
  get empty(): boolean {
    return this.#arriving.size === 0
  }

  /** Its streams are being resolved. */
  arrives(uuid: string): boolean {
    return this.#arriving.has(uuid)
  }

  onRequest(requester: string, request: InteractionMessage, origin: Origin = originOf(request.id, requester)): void {
    const { self, manager, statuses, ends, steering, prepare, states, clock } = this.#parts
    if (request.requester !== requester) {
      const text = `requester: the body says ${request.requester}, the subject says ${requester}`
      return this.#refuse(requester, request, rejected('IDENTITY_MISMATCH', text))
    }
    if (this.#arrives(origin) || statuses.repeat(manager.received.get(origin), origin) || ends.wasHeard(origin)) return
    const cancelled = steering.cancelledBefore(origin)
    if (cancelled) return this.#refuse(requester, request, cancelled)
    if (this.#closed) return this.#bounce(request, rejected('DRAINING', `${self.name} is leaving`, { retryAfterMs: RETRY_AFTER_MS }))
    if (request.ancestors?.includes(self.name)) {
      const chain = [...request.ancestors, self.name].join(' -> ')
      return this.#refuse(requester, request, rejected('WAIT_CYCLE', `${chain}: the first waits for the last; reentrant actions may`))
    }
    const job = prepare(request)
    if (!('run' in job)) return this.#refuse(requester, request, { reason: 'rejected', error: job })
    const refusal = states?.refusal(request)
    if (refusal) return this.#refuse(requester, request, { reason: 'rejected', error: refusal })
    if (namesStreams(request, job)) {
      if (this.#arriving.size + manager.open >= manager.capacity) this.#bounce(request, FULL)
      else void this.#takeBound(request, job, origin)
    } else this.#take(new ReceivedInteraction(request, job, clock.nowMs(), 'received', origin))
  }

  /**
   * Takes what this agent asks of itself; gives it, open. `bind`: in the place of matching the streams that it names.
   * Throws ParleyError for what a request would be refused with.
   */
  async begin(request: InteractionMessage, bind?: (slots: Slots) => Promise<Bound>): Promise<ReceivedInteraction> {
    const { manager, turns, prepare, binder, clock } = this.#parts
    const job = prepare(request)
    if (!('run' in job)) throw errorOf(job)
    const bound = bind && job.slots ? await bind(job.slots) : namesStreams(request, job) ? await binder.bind(request, job.slots) : null
    const lazy = new ReceivedInteraction(request, job, clock.nowMs(), 'lazy')
    lazy.bound = bound
    const closed = this.#closed ? wireError('DRAINING', 'the agent is leaving') : turns.full ? FULL.error : null
    const refusal = closed ?? manager.registerLazy(lazy)
    if (refusal) {
      bound?.release()
      throw errorOf(refusal)
    }
    this.#admit(lazy)
    return lazy
  }

  /** What came under this id is no request. */
  onBadRequest(requester: string, requesterInstance: string, id: string, { code, message, retryable }: ParleyError): void {
    this.#parts.statuses.refuse(requester, requesterInstance, id, { reason: 'rejected', error: { code, message, retryable } })
  }

  /** As soon as its streams are known and matched. */
  async #takeBound(request: InteractionMessage, job: Job, origin: Origin): Promise<void> {
    const uuid = uuidOf(origin)
    const { binder, steering, clock } = this.#parts
    this.#arriving.add(uuid)
    let bound: Bound | null = null
    let refusal: Ending | null = null
    try {
      bound = await binder.bind(request, job.slots)
    } catch (error) {
      refusal = rejected(
        ...(error instanceof ParleyError ? ([error.code, error.message] as const) : (['BAD_REQUEST', String(error)] as const)),
      )
    }
    this.#arriving.delete(uuid)
    refusal = steering.cancelledBefore(origin) ?? refusal
    if (refusal) {
      bound?.release()
      this.#refuse(request.requester, request, refusal)
      return this.#parts.onRefused()
    }
    const received = new ReceivedInteraction(request, job, clock.nowMs(), 'received', origin)
    received.bound = bound
    this.#take(received)
  }

  /** Nearly always none does, and then no uuid is made. */
  #arrives(origin: Origin): boolean {
    return this.#arriving.size > 0 && this.#arriving.has(uuidOf(origin))
  }

  #take(received: ReceivedInteraction): void {
    const { manager, turns, door } = this.#parts
    const { request } = received
    const refusal = turns.full ? FULL.error : manager.registerReceived(received)
    if (refusal) {
      received.bound?.release()
      door.check()
      return this.#bounce(request, { reason: 'rejected', error: { ...refusal, retryAfterMs: RETRY_AFTER_MS } })
    }
    this.#admit(received)
    door.check()
  }

  /** It is registered: its time begins, and it runs once it can. */
  #admit(received: ReceivedInteraction): void {
    const { statuses, limits, turns } = this.#parts
    const { bound, job } = received
    limits.admit(received)
    statuses.begin(received)
    bound?.begin()
    if (job.limits.delayMs > 0) this.#admitAfter(received, job.limits.delayMs)
    else if (bound && !bound.fresh) bound.whenFresh(turns.admitLater(received))
    else turns.admit(received)
    statuses.tell(received)
  }

  #admitAfter(received: ReceivedInteraction, delayMs: number): void {
    const admit = this.#parts.turns.admitLater(received)
    this.#parts.clock.after(delayMs, () => {
      const { bound } = received
      if (bound && !bound.fresh) bound.whenFresh(admit)
      else admit()
    })
  }

  /** The request stays REQUESTED: its requester sends it again, and a twin may have room. */
  #bounce(request: InteractionMessage, { error }: Ending): void {
    if (!request.volatile) this.#parts.statuses.bounce(request.requester, request.requesterInstance, request.id, error!)
  }

  /** The ending of a request that never became an interaction. */
  #refuse(requester: string, request: InteractionMessage, ending: Ending): void {
    if (!request.volatile) this.#parts.statuses.refuse(requester, request.requesterInstance, request.id, ending)
  }
}

const FULL = rejected('FULL', 'too many interactions wait already', { retryAfterMs: RETRY_AFTER_MS }) as Ending & { error: WireError }

const namesStreams = (request: InteractionMessage, { slots }: Job): boolean =>
  slots !== undefined || request.streams !== undefined || request.samples !== undefined

const errorOf = ({ code, message }: WireError) => new ParleyError(code as ParleyError['code'], message)
