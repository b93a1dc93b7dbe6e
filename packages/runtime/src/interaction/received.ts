import type { InteractionMessage, Origin, WireError } from '@parley/protocol'
import type { Link } from '../collections/chain.ts'
import type { Slots } from '../stream/declare.ts'
import type { Flow } from '../stream/flow.ts'
import type { Expiring } from '../time/deadlines.ts'
import type { Bound } from './bound.ts'
import type { Ending } from './ending.ts'
import { Interaction } from './interaction.ts'
import type { Limits } from './limits.ts'
import type { SentInteraction } from './sent.ts'
import { lastStepDone } from './steps.ts'

/** What a running handler says to whoever gave it its place. */
export interface Turn {
  /** It has returned. Called once. */
  done(ending: Ending): void
  /** A step is done: null to go on, or what to wait for first. */
  boundary(): Promise<void> | null
  /** There is nothing to do until `wake` is called: the place is given up. Settles with a place, or when it has ended. */
  rest(until: (wake: () => void) => void): Promise<void>
  /** A reentrant handler begins to wait for a nested call. */
  leave(): void
  /** The nested call has ended: null to go on, or what to wait for first. */
  comeBack(): Promise<void> | null
}

/** The agent's own half of a received interaction: checked arguments, bound to their handler. */
export interface Job {
  /** The slots that streams are matched to; absent: none. */
  readonly slots?: Slots | undefined
  readonly limits: Limits
  /** It is done at once and shares nothing with the others: it needs no place. */
  readonly placeless?: boolean
  run(received: ReceivedInteraction, turn: Turn): void
  /** Fires the signal, and ends a generator at its next yield. */
  abort(error: WireError): void
}

/** The step limit of one interaction, while it runs. */
export interface Pace extends Expiring {
  readonly received: ReceivedInteraction
  readonly stepMs: number
  /** When its last step ended, or it began. */
  sinceMs: number
}

/** What this agent was asked; or, when it is lazy, what it asks of itself: the same in all but how it came, and who hears of it. */
export class ReceivedInteraction extends Interaction {
  readonly holding: 'received' | 'lazy'
  readonly job: Job
  /** When it arrived, by the clock of the rules. */
  readonly sinceMs: number
  /** Transitions that no status has told yet, as a StatusMessage has them. */
  untold: number[] = []
  /** Number of the next status. */
  seq = 0
  /** The index of the last step that was done; -1 before the first. */
  step = -1
  /** Somebody with the right to has asked for a pause. */
  pauseWanted = false
  /** Who starts it when there is a place, or ends it when there will be none. */
  holder: { start(received: ReceivedInteraction): void; refuse(received: ReceivedInteraction, ending: Ending): void } | null = null
  /** The mailbox's own: whether it has a place, and where it waits for one. */
  placed = false
  seat: Link<ReceivedInteraction> | null = null
  /** Wakes the handler that waits, paused or for a place. */
  goOn: (() => void) | null = null
  /** When its handler began, by the clock of the rules; 0: not yet. */
  startedMs = 0
  /** Its step limit, while it has one. */
  pace: Pace | null = null
  /** The streams that it reads; null when it names none. */
  bound: Bound | null = null
  /** What it writes to its requester; null while it has written nothing. */
  flow: Flow | null = null
  /** Called once, after its end. */
  onEnd: ((ending: Ending) => void) | null = null
  /** What it has sent and not seen the end of. */
  children: Set<SentInteraction> | null = null
  /** The last tag of each stream that it wrote. */
  tags: Record<string, number> | null = null

  constructor(request: InteractionMessage, job: Job, sinceMs: number, holding: 'received' | 'lazy' = 'received', origin?: Origin) {
    super(request, origin)
    this.holding = holding
    this.job = job
    this.sinceMs = sinceMs
  }

  override get targetNames(): readonly (string | null)[] {
    return [null]
  }

  override hasStream(hash: string): boolean {
    return this.bound?.has(hash) ?? false
  }

  override get hasData(): boolean {
    return (this.bound?.hasData ?? false) || (this.flow?.hasData ?? false)
  }

  override letGo(): void {
    this.bound?.release()
    this.flow?.stop()
  }

  /** Every stream that a step reads has something new, or no step is left to do. */
  override get ready(): boolean {
    const { numSteps } = this.request
    return !this.bound || this.bound.fresh || (typeof numSteps === 'number' && lastStepDone(numSteps, this.step))
  }

  get priority(): number {
    return this.request.priority ?? 0
  }

  /** As before its first step, for a run that begins anew. Its status and its streams stay. */
  resetState(): void {
    this.step = -1
    this.startedMs = 0
    this.pace = null
  }

  adopt(child: SentInteraction): void {
    this.children ??= new Set()
    this.children.add(child)
  }
}
