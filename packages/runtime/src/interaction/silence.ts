import { VERSION } from '@parley/protocol'
import type { Clock } from '../time/clock.ts'
import type { Controls } from './controls.ts'
import type { InteractionManager } from './manager.ts'
import type { Post, Self } from './post.ts'
import type { ReceivedInteraction } from './received.ts'
import type { Requester } from './requester.ts'
import type { SentInteraction, TargetState } from './sent.ts'
import type { Target } from './target.ts'

/** Sign of life of other instances. Whoever is asked about is watched from then on, until a whole round goes by without a question. */
interface Vital {
  /** When that instance was last heard, and how often it says so. Before it was heard: as if it had been heard a beat before it was watched. */
  lastSign(agent: string, instance: string): { atMs: number; beatMs: number }
  /** A round of questions is over: who was not asked about is not watched any more. */
  endRound(): void
}

/** An instance is gone when it has been silent for this many of its beats. */
const BEATS_TO_DEATH = 3
/** A long interaction's end may be lost with a connection; its holder is asked again after 1, 2, 4 … at most this many beats: while ends are kept. */
const MAX_QUERY_BEATS = 8

/** The way to the broker. */
interface Way {
  /** Calls when all that the broker had for us before has arrived; never when it does not answer. */
  caughtUp(then: () => void): void
  /** The broker was away a moment ago: whoever is not there yet may be on the way back. */
  settling(): boolean
}

interface Parts {
  readonly manager: InteractionManager
  readonly requester: Requester
  readonly controls: Controls
  readonly target: Target
  readonly post: Post
  readonly self: Self
  readonly vital: Vital
  readonly link: Way
  readonly clock: Clock
  readonly beatMs: number
}

/**
 * Nobody waits for silence: once a beat, every interaction that is older than a beat is looked at, from both ends.
 *
 * I1. An instance is asked about only while an interaction with it is open for longer than a beat.
 * I2. Whoever has not shown life for one beat is asked; the broker's 503, or three beats of silence, end what it held or asked.
 * I3. A request that nobody has answered after a beat is asked for at all instances; a beat later without a holder it is lost.
 * I4. Time in which this process itself was stopped or cut off is nobody's silence: it is judged only when all that was said before has arrived.
 * I5. After a reconnect everything that was open before is asked for; that nobody answers means something only when the others have had time to come back.
 */
export class Silence {
  readonly #parts: Parts
  #disarm: (() => void) | undefined
  /** When the broker came, or came back: nobody can have been heard before. */
  #backMs = 0
  #cutMs = 0
  #open = false
  /** The sign that was looked up last in this round: neighbours in a table mostly have one holder. */
  #sign: { readonly name: string; readonly instance: string; readonly of: ReturnType<Vital['lastSign']> } | null = null

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Looks once a beat from now on, until it is closed. Called again after a reconnect. */
  start(): void {
    this.#open = true
    this.#backMs = this.#parts.clock.nowMs()
    this.#next()
  }

  /** The broker is away, or the process goes. */
  close(): void {
    if (this.#open) this.#cutMs = this.#parts.clock.nowMs()
    this.#open = false
    this.#disarm?.()
  }

  look(): void {
    const { manager, vital, clock, link } = this.#parts
    const now = clock.nowMs()
    if (manager.open === 0) return vital.endRound()
    link.caughtUp(() => {
      if (this.#open) this.#judge(now)
    })
  }

  /** After a reconnect: whatever was open before may have been missed. */
  askAll(): void {
    const { manager } = this.#parts
    for (const sent of manager.sent.values())
      for (const target of sent.targets) if (!target.ending && target.sentMs < this.#cutMs) this.#ask(sent, target)
  }

  #judge(now: number): void {
    const { manager, vital, beatMs } = this.#parts
    this.#sign = null
    // Both tables are in order of arrival: after the first that is younger than a beat, all are.
    for (const sent of manager.sent.values()) {
      if (now - sent.sentMs < beatMs) break
      for (const target of sent.targets) if (!target.ending) this.#lookAtTarget(sent, target, now)
    }
    const asked = new Set<string>()
    for (const received of manager.received.values()) {
      if (now - received.sinceMs < beatMs) break
      const { requesterInstance, detached } = received.request
      if (!detached && asked.size < asked.add(requesterInstance).size) this.#lookAtRequester(received, now)
    }
    vital.endRound()
  }

  #next(): void {
    this.#disarm?.()
    this.#disarm = this.#parts.clock.after(this.#parts.beatMs, () => {
      this.look()
      this.#next()
    })
  }

  #lookAtRequester(received: ReceivedInteraction, now: number): void {
    const { target, post, self, vital, beatMs } = this.#parts
    const { id, requester, requesterInstance } = received.request
    const sign = vital.lastSign(requester, requesterInstance)
    const silentMs = now - Math.max(sign.atMs, received.sinceMs, this.#backMs)
    if (silentMs >= BEATS_TO_DEATH * sign.beatMs) return target.onRequesterGone(requester, requesterInstance)
    if (silentMs >= beatMs)
      post.control(requester, requesterInstance, { v: VERSION, op: 'query', id, requester, senderInstance: self.instance })
  }

  #lookAtTarget(sent: SentInteraction, target: TargetState, now: number): void {
    const { requester, beatMs } = this.#parts
    if (now - target.sentMs < beatMs) return
    if (target.instance === null) {
      if (target.doubt === 'holder') return requester.reach.onNoResponders(target.name, sent.request.id)
      return this.#ask(sent, target)
    }
    const sign = this.#signOf(target.name, target.instance)
    const silentMs = now - Math.max(sign.atMs, target.heardMs, this.#backMs)
    if (silentMs >= BEATS_TO_DEATH * sign.beatMs) return requester.reach.onInstanceGone(target.name, target.instance)
    const sinceHeard = (now - target.heardMs) / beatMs
    if (silentMs >= beatMs || sinceHeard >= target.queryBeats) {
      target.queryBeats = Math.min(target.queryBeats * 2, MAX_QUERY_BEATS)
      this.#ask(sent, target)
    } else if (sinceHeard >= 1) sent.observer?.renewCredit?.(sent, target)
  }

  #signOf(name: string, instance: string): ReturnType<Vital['lastSign']> {
    if (this.#sign?.name !== name || this.#sign.instance !== instance)
      this.#sign = { name, instance, of: this.#parts.vital.lastSign(name, instance) }
    return this.#sign.of
  }

  #ask(sent: SentInteraction, target: TargetState): void {
    const { controls, link } = this.#parts
    if (target.instance === null) target.doubt = link.settling() ? 'early' : 'holder'
    controls.send(sent, target, 'query')
  }
}
