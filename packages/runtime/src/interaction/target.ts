import { buildUuid, type InteractionMessage, type ParleyError, type WireError } from '@parley/protocol'
import type { Clock } from '../time/clock.ts'
import type { Deadlines } from '../time/deadlines.ts'
import type { Door } from './door.ts'
import { type Ending, ended, rejected } from './ending.ts'
import { type Interaction, type Job, ReceivedInteraction, type SentInteraction } from './interaction.ts'
import type { InteractionManager } from './manager.ts'
import type { Self } from './post.ts'
import type { StatusWriter } from './statuses.ts'
import type { Steering } from './steering.ts'
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
  readonly deadlines: Deadlines<Interaction>
  readonly clock: Clock
  /** The agent's handler for a request, its arguments checked; or why there is none. */
  readonly prepare: (request: InteractionMessage) => Job | WireError
  readonly cancelChild: (child: SentInteraction) => void
  readonly onEnd: (received: ReceivedInteraction, ending: Ending) => void
}

/**
 * What an agent was asked: from the request that arrives to the status that ends it.
 *
 * I1. Every request that decodes gets an ending, whatever happens; a repeated one gets the words of the first.
 * I2. A request that finds no room changes nothing and comes again.
 */
export class Target {
  readonly #parts: Parts
  #draining = false
  #onEmpty: (() => void) | null = null

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Takes requests from now on. */
  open(): void {
    this.#parts.door.check()
  }

  onRequest(requester: string, request: InteractionMessage): void {
    const { self, manager, statuses, steering, prepare, clock } = this.#parts
    if (request.requester !== requester) {
      const text = `requester: the body says ${request.requester}, the subject says ${requester}`
      return this.#refuse(requester, request, rejected('IDENTITY_MISMATCH', text))
    }
    const uuid = buildUuid(request.id, requester)
    if (statuses.repeat(manager.received.get(uuid), uuid)) return
    const cancelled = steering.cancelledBefore(uuid)
    if (cancelled) return this.#refuse(requester, request, cancelled)
    if (this.#draining) return this.#bounce(request, rejected('DRAINING', `${self.name} is leaving`, { retryAfterMs: RETRY_AFTER_MS }))
    if (request.ancestors?.includes(self.name)) {
      const chain = [...request.ancestors, self.name].join(' -> ')
      return this.#refuse(requester, request, rejected('WAIT_CYCLE', `${chain}: the first waits for the last; reentrant actions may`))
    }
    const job = prepare(request)
    if (!('run' in job)) return this.#refuse(requester, request, { reason: 'rejected', error: job })
    this.#take(new ReceivedInteraction(request, job, clock.nowMs()))
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
  end(received: ReceivedInteraction, ending: Ending): void {
    const { manager, deadlines, statuses, turns, door, cancelChild, onEnd } = this.#parts
    if (!manager.completeReceived(received, ending)) return
    deadlines.clear(received)
    statuses.note(received)
    onEnd(received, ending)
    door.check()
    if (ending.reason === 'ok' || ending.reason === 'error') return
    if (ending.error) received.job.abort(ending.error)
    turns.withdraw(received)
    for (const child of received.children ?? []) if (!child.request.detached) cancelChild(child)
    this.#checkEmptySoon()
  }

  /** Its time is over. */
  expire(received: ReceivedInteraction): void {
    this.end(received, ended('timeout', 'TIMEOUT', `not done within its ${Math.round(received.request.timeoutMs ?? 0)} ms`))
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
    return new Promise((done) => {
      this.#onEmpty = done
      this.#checkEmpty()
    })
  }

  /** After whoever ends or returns now has given up its place. */
  #checkEmptySoon(): void {
    if (this.#draining) queueMicrotask(() => this.#checkEmpty())
  }

  #checkEmpty(): void {
    if (this.#parts.manager.received.size === 0 && this.#parts.turns.idle) this.#onEmpty?.()
  }

  #take(received: ReceivedInteraction): void {
    const { manager, statuses, deadlines, turns, door } = this.#parts
    const { request } = received
    const refusal = turns.full ? rejected('FULL', 'too many interactions wait already').error : manager.registerReceived(received)
    if (refusal) {
      door.check()
      return this.#bounce(request, { reason: 'rejected', error: { ...refusal, retryAfterMs: RETRY_AFTER_MS } })
    }
    const remainingMs = request.remainingMs ?? request.timeoutMs
    if (remainingMs !== undefined) deadlines.set(received, remainingMs)
    statuses.note(received)
    turns.admit(received)
    door.check()
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
