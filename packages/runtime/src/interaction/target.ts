import { buildUuid, type InteractionMessage, MAX_STEPS, ParleyError, type WireError, wireError } from '@parley/protocol'
import type { States } from '../behaviour/stateless.ts'
import type { Slots } from '../stream/declare.ts'
import type { Clock } from '../time/clock.ts'
import type { Binder } from './binder.ts'
import type { Bound } from './bound.ts'
import type { Door } from './door.ts'
import { type Ending, ended, rejected } from './ending.ts'
import type { InteractionManager } from './manager.ts'
import type { Self } from './post.ts'
import { type Job, ReceivedInteraction } from './received.ts'
import type { SentInteraction } from './sent.ts'
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
  readonly cancelChild: (child: SentInteraction) => void
  readonly onEnd: (received: ReceivedInteraction, ending: Ending) => void
}

/**
 * What an agent was asked: from the request that arrives to the status that ends it.
 *
 * I1. Every request that decodes gets an ending, whatever happens; a repeated one gets the words of the first.
 * I2. A request that finds no room changes nothing and comes again.
 * I3. A request that names streams is taken once they are resolved and matched, whole or not at all; until then it may be cancelled like any other.
 * I4. One that cannot begin yet, because its data or its time have not come, holds up nobody behind it.
 */
export class Target {
  readonly #parts: Parts
  /** Requests whose streams are being resolved. */
  readonly #arriving = new Set<string>()
  #draining = false
  #onEmpty: (() => void) | null = null

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Its streams are being resolved. */
  arrives(uuid: string): boolean {
    return this.#arriving.has(uuid)
  }

  /** Takes requests from now on. */
  open(): void {
    this.#parts.door.check()
  }

  onRequest(requester: string, request: InteractionMessage): void {
    const { self, manager, statuses, steering, prepare, states, clock } = this.#parts
    if (request.requester !== requester) {
      const text = `requester: the body says ${request.requester}, the subject says ${requester}`
      return this.#refuse(requester, request, rejected('IDENTITY_MISMATCH', text))
    }
    const uuid = buildUuid(request.id, requester)
    if (this.#arriving.has(uuid) || statuses.repeat(manager.received.get(uuid), uuid)) return
    const cancelled = steering.cancelledBefore(uuid)
    if (cancelled) return this.#refuse(requester, request, cancelled)
    if (this.#draining) return this.#bounce(request, rejected('DRAINING', `${self.name} is leaving`, { retryAfterMs: RETRY_AFTER_MS }))
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
      else void this.#takeBound(request, job, uuid)
    } else this.#take(new ReceivedInteraction(request, job, clock.nowMs()))
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
    const closed = this.#draining ? wireError('DRAINING', 'the agent is leaving') : turns.full ? FULL.error : null
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

  /** The handler has returned. */
  done(received: ReceivedInteraction, ending: Ending): void {
    this.end(received, ending)
    this.#checkEmptySoon()
  }

  /** Ends it now, whether it waits or runs. A second ending changes nothing. */
  end(received: ReceivedInteraction, how: Ending): void {
    const { manager, limits, statuses, door, states, onEnd } = this.#parts
    if (received.completed) return
    const ending = states?.settle(received, how) ?? how
    if (!manager.completeReceived(received, ending)) return
    limits.clear(received)
    received.bound?.release()
    statuses.note(received)
    onEnd(received, ending)
    received.onEnd?.(ending)
    door.check()
    if (ending.reason !== 'ok' && ending.reason !== 'error') this.#stop(received, ending)
  }

  /** Takes out what does not run, off its streams and out of the queue, without a word: who asked is told that nobody has it. False when it is not held, or runs. */
  unregister(received: ReceivedInteraction): boolean {
    const { manager, limits, turns, door } = this.#parts
    if (!manager.unregister(received)) return false
    limits.clear(received)
    received.job.abort(wireError('DISCARDED', 'it was taken out'))
    turns.withdraw(received)
    door.check()
    return true
  }

  /** All that does not run. */
  unregisterAll(): void {
    const { manager } = this.#parts
    for (const one of [...manager.received.values(), ...manager.lazy.values()]) this.unregister(one)
  }

  /** Samples that an interaction wrote could not leave: it has failed, whatever its handler still does. */
  onSamplesUnsent(requester: string, id: string, { code, message }: ParleyError): void {
    const { manager, statuses } = this.#parts
    const uuid = buildUuid(id, requester)
    const received = manager.received.get(uuid)
    const ending = ended('error', code, `samples: ${message}`)
    if (!received) return statuses.amend(uuid, ending.error!)
    this.end(received, ending)
    this.#stop(received, ending)
  }

  /** Its time is over, or that of one step. */
  expire(received: ReceivedInteraction, limit: 'total' | 'step' = 'total'): void {
    const late =
      limit === 'step'
        ? `step ${received.step + 1} was not done within ${received.job.limits.stepMs} ms`
        : `not done within its ${Math.round(this.#parts.limits.allowedMs(received))} ms`
    this.end(received, ended('timeout', 'TIMEOUT', late))
  }

  /** An instance that asked is gone: what it asked for ends, but for what was sent to outlive it. */
  onRequesterGone(requester: string, instance: string): void {
    const ending = ended('disconnected', 'AGENT_GONE', `${requester}, who asked, is gone`)
    for (const received of this.#parts.manager.received.values()) {
      const { request } = received
      if (request.requester === requester && request.requesterInstance === instance && !request.detached) this.end(received, ending)
    }
  }

  /** The broker found nobody when a requester was asked for under this id. */
  onNoResponders(requester: string, id: string): void {
    const asked = this.#parts.manager.received.get(buildUuid(id, requester))
    if (asked) this.onRequesterGone(requester, asked.request.requesterInstance)
  }

  /** Takes nothing new from now on; settles when every handler has returned. */
  drain(): Promise<void> {
    this.#draining = true
    this.#parts.door.close()
    const ending = ended('discarded', 'DRAINING', 'the agent is leaving')
    for (const lazy of this.#parts.manager.lazy.values()) if (lazy.request.numSteps === MAX_STEPS) this.end(lazy, ending)
    return new Promise((done) => {
      this.#onEmpty = done
      this.#checkEmpty()
    })
  }

  /** After whoever ends or returns now has given up its place. */
  #checkEmptySoon(): void {
    if (this.#draining) queueMicrotask(() => this.#checkEmpty())
  }

  /** Its handler runs no longer than to its next yield, and what it has asked of others is cancelled. */
  #stop(received: ReceivedInteraction, { error }: Ending): void {
    const { turns, cancelChild } = this.#parts
    received.flow?.stop()
    if (error) received.job.abort(error)
    turns.withdraw(received)
    for (const child of received.children ?? []) if (!child.request.detached) cancelChild(child)
    this.#checkEmptySoon()
  }

  #checkEmpty(): void {
    const { manager, turns } = this.#parts
    if (manager.received.size + manager.lazy.size + this.#arriving.size === 0 && turns.idle) this.#onEmpty?.()
  }

  /** As soon as its streams are known and matched. */
  async #takeBound(request: InteractionMessage, job: Job, uuid: string): Promise<void> {
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
    refusal = steering.cancelledBefore(uuid) ?? refusal
    if (refusal) {
      bound?.release()
      this.#refuse(request.requester, request, refusal)
      return this.#checkEmptySoon()
    }
    const received = new ReceivedInteraction(request, job, clock.nowMs())
    received.bound = bound
    this.#take(received)
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
    statuses.note(received)
    bound?.begin()
    if (job.limits.delayMs > 0) this.#admitAfter(received, job.limits.delayMs)
    else if (bound && !bound.fresh) bound.whenFresh(turns.admitLater(received))
    else turns.admit(received)
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
