import {
  buildUuid,
  type CompletionReason,
  type Holding,
  type InteractionMessage,
  type InteractionStatus,
  kindOf,
  ParleyError,
  toWire,
  transition,
  type Wire,
  type WireError,
  type WireMap,
} from '@parley/protocol'
import type { Slots } from '../stream/declare.ts'
import type { Flow } from '../stream/flow.ts'
import type { Outgoing } from '../stream/outgoing.ts'
import type { Expiring } from '../time/deadlines.ts'
import type { Bound } from './bound.ts'
import type { Ending } from './ending.ts'
import type { Limits } from './limits.ts'
import { lastStepDone } from './steps.ts'

/** One request from a requester to one or more targets, as this agent holds it. What is common to sent, received and lazy ones. */
export abstract class Interaction {
  abstract readonly holding: Holding
  /** What is asked, as it travels. Replaced when an argument is changed here, never changed itself. */
  request: InteractionMessage
  readonly uuid: string
  readonly status: InteractionStatus = 'created'
  /** What its manager holds it as; null before it has registered it. */
  registeredAs: Holding | null = null
  /** How it completed; null while it is open. With several targets, how the last one did. */
  ending: Ending | null = null
  /** Whatever who handles it wants to remember with it. Never leaves the process. */
  mark: unknown = null
  /** The deadline, for the clock that all share. -1: none. */
  dueMs = -1
  heldMs = -1

  /** Samples came after its end. It changes nothing. */
  dataAfterEnd = false

  constructor(request: InteractionMessage) {
    this.request = request
    this.uuid = buildUuid(request.id, request.requester)
  }

  get requester(): string {
    return this.request.requester
  }

  /** Whom it is for; null where nobody is named. */
  abstract get targetNames(): readonly (string | null)[]

  get created(): boolean {
    return this.status === 'created'
  }

  get running(): boolean {
    return this.status === 'running'
  }

  get paused(): boolean {
    return this.status === 'paused'
  }

  get completed(): boolean {
    return this.status === 'completed'
  }

  /** Why it completed; null while it is open. */
  get reason(): CompletionReason | null {
    return this.ending?.reason ?? null
  }

  /** The behaviour's state that it came to. */
  get state(): string | null {
    return this.ending?.state ?? null
  }

  /** Whether it reads a stream, or waits for what is written on it: `owner:name`. */
  abstract hasStream(hash: string): boolean

  /** Whether this agent has written something for it that has not left, or has not read something that came for it. */
  abstract get hasData(): boolean

  /** Off all its streams: nothing more comes for it, nothing more goes, and what was not read is dropped. */
  abstract letGo(): void

  /** Whether nothing is missing for its next step. */
  get ready(): boolean {
    return true
  }

  /** An argument; null when there is none of that name. */
  arg(name: string): Wire {
    const { args } = this.request
    return (kindOf(args) === 'a map' && Object.hasOwn(args as WireMap, name) ? (args as WireMap)[name] : null) ?? null
  }

  /** Sets an argument, for this process alone once it was sent. Throws NotWireError, or ParleyError BAD_REQUEST where arguments have no names. */
  setArg(name: string, value: unknown): void {
    const { args } = this.request
    if (kindOf(args) !== 'a map') throw new ParleyError('BAD_REQUEST', `args: got ${kindOf(args)}, expected a map, to set ${name} in it`)
    this.request = { ...this.request, args: { ...(args as WireMap), [name]: toWire(value, `args.${name}`) } }
  }

  /** Sets an argument that is there; gives whether it is. */
  alterArg(name: string, value: unknown): boolean {
    const { args } = this.request
    const known = kindOf(args) === 'a map' && Object.hasOwn(args as WireMap, name)
    if (known) this.setArg(name, value)
    return known
  }

  /** The only way to another status. Throws IllegalTransitionError. */
  become(status: InteractionStatus): void {
    ;(this as { status: InteractionStatus }).status = transition(this.status, status)
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
  /** When it ended, by the clock of who said so; -1 while it is open. */
  endedMs = -1
  /** The last tag of each stream, as often as the target told one, in order; null while it has told none. */
  tags: Record<string, number[]> | null = null

  constructor(name: string) {
    this.name = name
  }

  recordTags(tags: Readonly<Record<string, number>>): void {
    const all = this.tags ?? {}
    for (const [stream, tag] of Object.entries(tags)) {
      const told = all[stream] ?? []
      if (told.at(-1) !== tag) all[stream] = [...told, tag]
    }
    this.tags = all
  }
}

/** Who follows an interaction that was sent. Every method is called synchronously, and must not throw. */
export interface Observer {
  /** The target has come to the status that it shows now. */
  onTransition(sent: SentInteraction, target: TargetState, atMs: number, step?: number, steps?: number): void
  onSamples(sent: SentInteraction, target: TargetState, stream: string, firstTag: number, data: readonly Wire[]): void
  /** What was said of how far the target may go may be lost. */
  renewCredit?(sent: SentInteraction, target: TargetState): void
  /** The whole has completed. */
  onEnd(sent: SentInteraction): void
}

export class SentInteraction extends Interaction {
  readonly holding = 'sent'
  targets!: readonly TargetState[]
  /** The received interaction in whose handler it was sent. */
  readonly parent: ReceivedInteraction | null
  observer: Observer | null = null
  /** When it was registered, by the clock of the rules; -1 before. */
  sentMs = -1
  /** What it writes to its targets; null when it names no stream of its own. */
  outgoing: Outgoing | null = null
  /** Who has sent it, and can end it. */
  sender: { discard(sent: SentInteraction): void } | null = null

  constructor(request: InteractionMessage, targets: readonly string[], parent: ReceivedInteraction | null = null) {
    super(request)
    this.retarget(targets)
    this.parent = parent
  }

  override get targetNames(): readonly (string | null)[] {
    return this.targets.length > 0 ? this.targets.map(({ name }) => name) : [null]
  }

  /** Other targets, of which nothing is known yet. Throws ParleyError BAD_REQUEST once it was sent: a target that has it cannot be forgotten. */
  retarget(targets: readonly string[]): void {
    if (!this.created) throw new ParleyError('BAD_REQUEST', `${this.uuid} is ${this.status}: its targets can change only before it is sent`)
    this.targets = targets.map((name) => new TargetState(name))
  }

  target(name: string): TargetState | undefined {
    return this.targets.find((target) => target.name === name)
  }

  /** What it names, and whatever its targets write for it. */
  override hasStream(hash: string): boolean {
    const { streams = {} } = this.request
    return Object.values(streams).some((named) => named?.includes(hash)) || this.targets.some(({ name }) => hash.startsWith(`${name}:`))
  }

  override get hasData(): boolean {
    return this.outgoing?.hasData ?? false
  }

  override letGo(): void {
    for (const { name } of this.targets) this.outgoing?.end(name)
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
  /** Transitions that no status has told yet. */
  untold: [InteractionStatus, number][] = []
  /** Number of the next status. */
  seq = 0
  /** The index of the last step that was done; -1 before the first. */
  step = -1
  /** Somebody with the right to has asked for a pause. */
  pauseWanted = false
  /** Who starts it when there is a place, or ends it when there will be none. */
  holder: { start(received: ReceivedInteraction): void; refuse(received: ReceivedInteraction, ending: Ending): void } | null = null
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

  constructor(request: InteractionMessage, job: Job, sinceMs: number, holding: 'received' | 'lazy' = 'received') {
    super(request)
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
