import { type InteractionMessage, type InteractionStatus, type Origin, ParleyError, type Wire } from '@parley/protocol'
import type { Outgoing } from '../stream/outgoing.ts'
import type { Ending } from './ending.ts'
import { Interaction } from './interaction.ts'

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
  /** Whatever its observer wants to remember with it. */
  mark: unknown = null

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

/** The received interaction in whose handler another one is sent. */
export interface Parent extends Interaction {
  readonly children: Set<SentInteraction> | null
  adopt(child: SentInteraction): void
}

export class SentInteraction extends Interaction {
  readonly holding = 'sent'
  targets!: readonly TargetState[]
  /** The received interaction in whose handler it was sent. */
  readonly parent: Parent | null
  observer: Observer | null = null
  /** When it was registered, by the clock of the rules; -1 before. */
  sentMs = -1
  /** What it writes to its targets; null when it names no stream of its own. */
  outgoing: Outgoing | null = null
  /** Who has sent it, and can end it. */
  sender: { discard(sent: SentInteraction): void } | null = null

  constructor(request: InteractionMessage, targets: readonly string[], parent: Parent | null = null, origin?: Origin) {
    super(request, origin)
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
    for (const target of this.targets) if (target.name === name) return target
    return undefined
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
    let paused = 0
    let others = 0
    for (const { ending, status } of this.targets) {
      if (ending) continue
      if (status === 'running') return 'running'
      if (status === 'paused') paused++
      else others++
    }
    return paused === 0 ? this.status : others === 0 ? 'paused' : 'running'
  }

  /** Whether all, some or none of the targets ended `ok`. */
  get summary(): 'all-ok' | 'partial' | 'none' {
    const ok = this.targets.filter((target) => target.ending?.reason === 'ok').length
    return ok === this.targets.length ? 'all-ok' : ok > 0 ? 'partial' : 'none'
  }
}
