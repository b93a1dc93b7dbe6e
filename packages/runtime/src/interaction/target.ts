import { MAX_STEPS, originOf, type ParleyError, wireError } from '@parley/protocol'
import type { States } from '../behaviour/stateless.ts'
import type { Clock } from '../time/clock.ts'
import type { Arrivals } from './arrivals.ts'
import type { Door } from './door.ts'
import { type Ending, ended } from './ending.ts'
import type { InteractionManager } from './manager.ts'
import type { ReceivedInteraction } from './received.ts'
import type { SentInteraction } from './sent.ts'
import type { StatusWriter } from './statuses.ts'
import type { TimeLimits } from './time-limits.ts'
import type { Turns } from './turns.ts'

interface Parts {
  readonly manager: InteractionManager
  readonly statuses: StatusWriter
  readonly turns: Turns
  readonly arrivals: Pick<Arrivals, 'close' | 'empty'>
  readonly door: Door
  readonly limits: TimeLimits
  readonly clock: Clock
  /** What the agent's behaviour says; absent: it takes everything. */
  readonly states?: States
  readonly cancelChild: (child: SentInteraction) => void
  readonly onEnd: (received: ReceivedInteraction, ending: Ending, nowMs: number) => void
}

/**
 * What an agent has taken: how it ends.
 *
 * I1. Whatever was taken ends once: by its handler, its time, who may cancel it, or because who asked is gone.
 * I2. An end that is not its handler's stops the handler, and cancels what that has asked of others.
 */
export class Target {
  readonly #parts: Parts
  #draining = false
  #onEmpty: (() => void) | null = null

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** The handler has returned. */
  done(received: ReceivedInteraction, ending: Ending): void {
    this.end(received, ending)
    this.checkEmptySoon()
  }

  /** Ends it now, whether it waits or runs. A second ending changes nothing. */
  end(received: ReceivedInteraction, how: Ending): void {
    const { manager, limits, statuses, door, states, clock, onEnd } = this.#parts
    if (received.completed) return
    const ending = states?.settle(received, how) ?? how
    if (!manager.completeReceived(received, ending)) return
    limits.clear(received)
    received.bound?.release()
    const nowMs = clock.nowMs()
    statuses.note(received, nowMs)
    onEnd(received, ending, nowMs)
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
    const origin = originOf(id, requester)
    const received = manager.received.get(origin)
    const ending = ended('error', code, `samples: ${message}`)
    if (!received) return statuses.amend(origin, ending.error!)
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
    const asked = this.#parts.manager.received.get(originOf(id, requester))
    if (asked) this.onRequesterGone(requester, asked.request.requesterInstance)
  }

  /** Takes nothing new from now on; settles when every handler has returned. */
  drain(): Promise<void> {
    this.#draining = true
    this.#parts.arrivals.close()
    const ending = ended('discarded', 'DRAINING', 'the agent is leaving')
    for (const lazy of this.#parts.manager.lazy.values()) if (lazy.request.numSteps === MAX_STEPS) this.end(lazy, ending)
    return new Promise((done) => {
      this.#onEmpty = done
      this.#checkEmpty()
    })
  }

  /** After whoever ends or returns now has given up its place. */
  checkEmptySoon(): void {
    if (this.#draining) queueMicrotask(() => this.#checkEmpty())
  }

  /** Its handler runs no longer than to its next yield, and what it has asked of others is cancelled. */
  #stop(received: ReceivedInteraction, { error }: Ending): void {
    const { turns, cancelChild } = this.#parts
    received.flow?.stop()
    if (error) received.job.abort(error)
    turns.withdraw(received)
    for (const child of received.children ?? []) if (!child.request.detached) cancelChild(child)
    this.checkEmptySoon()
  }

  #checkEmpty(): void {
    const { manager, arrivals, turns } = this.#parts
    if (manager.received.size + manager.lazy.size === 0 && arrivals.empty && turns.idle) this.#onEmpty?.()
  }
}
