import {
  buildUuid,
  type CompletionReason,
  type Holding,
  type InteractionMessage,
  type InteractionStatus,
  transition,
  type Wire,
  type WireError,
} from '@parley/protocol'
import type { Ending } from './ending.ts'

/** One request from a requester to one or more targets, as this agent holds it. What is common to sent, received and lazy ones. */
export abstract class Interaction {
  abstract readonly holding: Holding
  /** What is asked, as it travels: the part that never changes. */
  readonly request: InteractionMessage
  readonly uuid: string
  status: InteractionStatus = 'created'
  /** Why it completed; null while it is open. With several targets, the reason of the last one. */
  reason: CompletionReason | null = null
  /** The deadline, for the clock that all share. -1: none. */
  dueMs = -1
  heldMs = -1

  constructor(request: InteractionMessage) {
    this.request = request
    this.uuid = buildUuid(request.id, request.requester)
  }

  get requester(): string {
    return this.request.requester
  }

  get completed(): boolean {
    return this.status === 'completed'
  }

  /** Throws IllegalTransitionError. */
  become(status: InteractionStatus): void {
    this.status = transition(this.status, status)
  }
}

/** What a requester knows of one target. */
export class TargetState {
  readonly name: string
  /** The last status that the target told; `requested` while it has said nothing. */
  status: InteractionStatus = 'requested'
  instance: string | null = null
  /** The number of its last status; what is not newer is a repetition. */
  seq = -1
  /** When anything was heard of this interaction, by the clock of the rules. */
  heardMs = -1
  /** When it was sent the last time; Infinity while it waits to be sent again. */
  sentMs = 0
  /** The ending that it gets when its time is over while every instance is full. */
  bounced: Ending | null = null
  /** How often it was sent in vain. */
  bounces = 0
  /** What is done about its silence: nothing yet, asked whether anybody is there, asked whether somebody holds it; `early`: when the others may not have been back. */
  doubt: 'none' | 'anyone' | 'early' | 'holder' = 'none'
  /** Silence of this many beats makes the requester ask; doubled each time. */
  queryBeats = 1
  ending: Ending | null = null

  constructor(name: string) {
    this.name = name
  }
}

/** Who follows an interaction that was sent. Every method is called synchronously, and must not throw. */
export interface Observer {
  /** The target has come to the status that it shows now. */
  onTransition(sent: SentInteraction, target: TargetState, atMs: number, step?: number, steps?: number): void
  onSample(sent: SentInteraction, tag: number, value: Wire): void
  /** The whole has completed. */
  onEnd(sent: SentInteraction): void
}

export class SentInteraction extends Interaction {
  readonly holding = 'sent'
  readonly targets: readonly TargetState[]
  /** The received interaction in whose handler it was sent. */
  readonly parent: ReceivedInteraction | null
  observer: Observer | null = null
  sentMs = 0

  constructor(request: InteractionMessage, targets: readonly string[], parent: ReceivedInteraction | null = null) {
    super(request)
    this.targets = targets.map((name) => new TargetState(name))
    this.parent = parent
  }

  target(name: string): TargetState | undefined {
    return this.targets.find((target) => target.name === name)
  }

  /** With several targets: running while one runs, paused when all that are open are. */
  wholeStatus(): InteractionStatus {
    const open = this.targets.filter((target) => !target.ending)
    if (open.length > 0 && open.every((target) => target.status === 'paused')) return 'paused'
    return open.some((target) => target.status === 'running' || target.status === 'paused') ? 'running' : this.status
  }

  /** Whether all, some or none of the targets ended `ok`. */
  get summary(): 'all-ok' | 'partial' | 'none' {
    const ok = this.targets.filter((target) => target.ending?.reason === 'ok').length
    return ok === this.targets.length ? 'all-ok' : ok > 0 ? 'partial' : 'none'
  }
}

/** What a running handler says to whoever gave it its place. */
export interface Turn {
  /** It has returned. Called once. */
  done(ending: Ending): void
  /** Between two steps: null to go on, or what to wait for first. */
  boundary(): Promise<void> | null
  /** A reentrant handler begins to wait for a nested call. */
  leave(): void
  /** The nested call has ended: null to go on, or what to wait for first. */
  comeBack(): Promise<void> | null
}

/** The agent's own half of a received interaction: checked arguments, bound to their handler. */
export interface Job {
  run(received: ReceivedInteraction, turn: Turn): void
  /** Fires the signal, and ends a generator at its next yield. */
  abort(error: WireError): void
}

/** What this agent was asked; or, when it is lazy, what it asks of itself: the same in all but how it came, and who hears of it. */
export class ReceivedInteraction extends Interaction {
  readonly holding: 'received' | 'lazy'
  readonly job: Job
  /** When it arrived, by the clock of the rules. */
  readonly sinceMs: number
  /** Transitions that no status has told yet. */
  untold: [InteractionStatus, number][] = []
  /** Number of the next status. */
  seq = 0
  step = -1
  ending: Ending | null = null
  /** Somebody with the right to has asked for a pause. */
  pauseWanted = false
  /** Wakes the handler that waits, paused or for a place. */
  goOn: (() => void) | null = null
  /** What it has sent and not seen the end of. */
  children: Set<SentInteraction> | null = null
  /** The last tag of each stream that it wrote. */
  tags: Record<string, number> | null = null

  constructor(request: InteractionMessage, job: Job, sinceMs: number, holding: 'received' | 'lazy' = 'received') {
    super(request)
    this.holding = holding
    this.job = job
    this.sinceMs = sinceMs
  }

  get priority(): number {
    return this.request.priority ?? 0
  }

  adopt(child: SentInteraction): void {
    this.children ??= new Set()
    this.children.add(child)
  }
}
