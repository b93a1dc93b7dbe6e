import type { InteractionMessage, WireError } from '@parley/protocol'
import { type Ending, ended, rejected } from '../interaction/ending.ts'
import type { ReceivedInteraction } from '../interaction/received.ts'
import type { Places } from '../interaction/turns.ts'
import type { Asked } from './event.ts'
import { type Demand, endOf, holds, judge } from './judge.ts'
import type { Mind } from './mind.ts'
import type { States } from './stateless.ts'
import { Waiting } from './waiting.ts'

interface Parts {
  readonly mind: Mind
  /** The places, and the queue before them, that lie behind the gate. */
  readonly mailbox: Places
  /** Whether a state decides about this action; it does not about what Parley itself answers. */
  readonly governs: (action: string) => boolean
  /** How many may wait for a state. */
  readonly limit: number
  /** Ends one that has waited for a state. */
  readonly refuse: (received: ReceivedInteraction, ending: Ending) => void
}

/**
 * The gate before the mailbox: what the behaviour's state does not take waits here, or is told so.
 *
 * G1. What waits is taken, refused or withdrawn by its end: after every change of state all that waits is judged again, the highest priority first, then by arrival.
 * G2. What arrives is judged after all that waited before it.
 * G3. An interaction is told to the machine once, when it is taken, and may change the state at once: the next one is judged in the new state.
 * G4. What the agent began by itself passes.
 * G5. Once the agent leaves, what waits is let go as soon as nothing runs whose end could change the state.
 */
export class Gate implements Places, States {
  readonly #parts: Parts
  readonly #waiting = new Waiting<ReceivedInteraction>()
  #isDue = false
  #isJudging = false
  #isLeaving = false

  constructor(parts: Parts) {
    this.#parts = parts
    parts.mind.onChange = () => this.#judgeSoon()
  }

  /** Why a request is not taken now and need not wait; null when it is, or may wait. Changes nothing but what is due anyway. */
  refusal(request: InteractionMessage): WireError | null {
    this.#judgeDue()
    const verdict = this.#judge(request)
    return typeof verdict === 'string' ? null : verdict
  }

  drain(): void {
    this.#isLeaving = true
    this.#judgeSoon()
  }

  /** Tells the machine of an end, and gives the ending with the state that was reached: another one when that is not what was asked for. */
  settle(received: ReceivedInteraction, ending: Ending): Ending {
    const { mind, governs } = this.#parts
    const { action, toState } = received.request
    if (!governs(action)) return ending
    const wasTaken = mind.isOpen(received.uuid)
    mind.ended(received.uuid, ending)
    const { situation } = mind
    const reached = situation.status === 'error' ? {} : { state: situation.state }
    if (!wasTaken || toState === undefined || ending.reason !== 'ok' || isThere(mind, toState)) return { ...ending, ...reached }
    const is = situation.status === 'error' ? endOf(situation) : `is in ${situation.state}`
    return { ...ended('error', 'STATE_NOT_REACHED', `asked for the state ${toState}; the behaviour ${is}`), ...reached }
  }

  get running(): number {
    return this.#parts.mailbox.running
  }

  get waiting(): number {
    return this.#parts.mailbox.waiting + this.#waiting.size
  }

  get fullness(): number {
    return Math.max(this.#parts.mailbox.fullness, this.#waiting.size / this.#parts.limit)
  }

  get full(): boolean {
    return this.fullness >= 1
  }

  outranks(priority: number): boolean {
    return this.#parts.mailbox.outranks(priority)
  }

  offer(received: ReceivedInteraction, priority: number): boolean {
    const { mailbox, mind, governs } = this.#parts
    if (!governs(received.request.action)) return mailbox.offer(received, priority)
    if (received.holding !== 'lazy') {
      this.#judgeDue()
      if (this.#judge(received.request) !== 'take') return this.#wait(received, priority)
    }
    mind.started(askedOf(received))
    // Whoever asked has looked for room before; what is the agent's own is not dropped for want of it.
    if (!mailbox.offer(received, priority)) mailbox.requeue(received, priority)
    return true
  }

  /** One that has not been taken yet was paused while it waited for a state, or had to wait for its data first. */
  requeue(received: ReceivedInteraction, priority: number): void {
    const { mailbox, mind, governs } = this.#parts
    if (mind.isOpen(received.uuid) || !governs(received.request.action)) return mailbox.requeue(received, priority)
    if (received.holding !== 'lazy') return void this.#wait(received, priority)
    mind.started(askedOf(received))
    mailbox.requeue(received, priority)
  }

  remove(received: ReceivedInteraction): boolean {
    return this.#waiting.delete(received) || this.#parts.mailbox.remove(received)
  }

  release(received: ReceivedInteraction): void {
    this.#parts.mailbox.release(received)
  }

  #judge({ action, fromState, toState }: InteractionMessage): ReturnType<typeof judge> {
    const { mind, governs } = this.#parts
    const demand: Demand = { action, fromState, toState }
    return governs(action) ? judge(mind.chart, mind.situation, demand) : 'take'
  }

  #wait(received: ReceivedInteraction, priority: number): true {
    const { action, fromState = '' } = received.request
    this.#waiting.add(received, `${action} ${fromState}`, priority)
    this.#judgeSoon() // its state may have come, or gone for good, since it was judged on arrival
    return true
  }

  /** Not at once: whoever changed the state is in the middle of something, an end or a start. */
  #judgeSoon(): void {
    if (this.#isDue || this.#waiting.size === 0) return
    this.#isDue = true
    queueMicrotask(() => this.#judgeDue())
  }

  #judgeDue(): void {
    if (!this.#isDue || this.#isJudging) return
    this.#isJudging = true
    this.#isDue = false
    try {
      for (let next = this.#decided(); next; next = this.#decided()) this.#decide(next)
      if (this.#isLeaving && !this.#parts.mind.isBusy) this.#letGo()
    } finally {
      this.#isJudging = false
    }
  }

  #letGo(): void {
    for (let next = this.#waiting.next(() => true); next; next = this.#waiting.next(() => true)) {
      this.#waiting.delete(next)
      this.#parts.refuse(next, rejected('DRAINING', 'the agent is leaving, and has not come to a state that takes this'))
    }
  }

  #decided(): ReceivedInteraction | undefined {
    return this.#waiting.next(({ request }) => this.#judge(request) !== 'wait')
  }

  #decide(received: ReceivedInteraction): void {
    const { mind, mailbox, refuse } = this.#parts
    this.#waiting.delete(received)
    const verdict = this.#judge(received.request)
    if (verdict === 'take') {
      mind.started(askedOf(received))
      mailbox.requeue(received, received.priority) // it was let in before: the limit does not count for it
    } else if (verdict !== 'wait') refuse(received, { reason: 'rejected', error: verdict })
  }
}

const isThere = ({ situation }: Mind, toState: string): boolean => situation.status !== 'error' && holds(situation, toState)

const askedOf = ({ uuid, request: { action, args, requester } }: ReceivedInteraction): Asked => ({ uuid, action, args, requester })
