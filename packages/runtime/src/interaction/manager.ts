import { type Holding, originIn, type WireError, wireError } from '@parley/protocol'
import type { Ending } from './ending.ts'
import type { Interaction } from './interaction.ts'
import { Ledger } from './ledger.ts'
import type { ReceivedInteraction } from './received.ts'
import type { SentInteraction, TargetState } from './sent.ts'

/** Open interactions that one instance may hold, when nothing else is said. */
export const DEFAULT_CAPACITY = 100_000
/** The share of the capacity that only sent interactions may use, so that an agent full of received work can still make the calls that finish it. */
const RESERVE = 0.1

/**
 * Owns: the tables of what this agent asked (`sent`), was asked (`received`) and asks of itself (`lazy`), and the recently completed.
 * Does not know NATS, clocks or handlers; never waits.
 *
 * I1. A registration binds everything or changes nothing and says why.
 * I2. An interaction is in one table at most; it leaves its table in the call that completes it.
 * I3. Every interaction completes exactly once: a second ending changes nothing.
 */
export class InteractionManager {
  readonly capacity: number
  readonly sent = new Ledger<SentInteraction>()
  readonly received = new Ledger<ReceivedInteraction>()
  readonly lazy = new Ledger<ReceivedInteraction>()
  /** The one that was registered last. */
  lastRegistered: Interaction | null = null
  /** How many may be open before none is taken any more. */
  readonly #roomForOthers: number
  readonly #onCompleted: () => void
  #completed: Interaction[] = []

  /** `onCompleted` tells that there is something to drain, once until it was drained. */
  constructor(capacity: number = DEFAULT_CAPACITY, onCompleted: () => void = () => {}) {
    this.capacity = capacity > 0 ? capacity : DEFAULT_CAPACITY
    this.#roomForOthers = Math.ceil(this.capacity * (1 - RESERVE))
    this.#onCompleted = onCompleted
  }

  get open(): number {
    return this.sent.size + this.received.size + this.lazy.size
  }

  /** How full it is for what others ask: 0 empty, 1 full. */
  get fullness(): number {
    return this.open / this.#roomForOthers
  }

  /** Recently completed ones take no room. */
  roomForRegistration(holding: Holding = 'sent'): boolean {
    return this.open < (holding === 'sent' ? this.capacity : this.#roomForOthers)
  }

  /** Null, or why not. */
  registerSent(sent: SentInteraction): WireError | null {
    return this.#register(sent, this.sent, 'requested')
  }

  /** Null, or why not. */
  registerReceived(received: ReceivedInteraction): WireError | null {
    return this.#register(received, this.received, 'received')
  }

  /** What this agent asks of itself. Null, or why not. */
  registerLazy(lazy: ReceivedInteraction): WireError | null {
    return this.#register(lazy, this.lazy, 'lazy')
  }

  /** By uuid: open; `completedToo`: else the one that completed last and was not drained. */
  getInteraction(uuid: string, completedToo = false): Interaction | undefined {
    const origin = originIn(uuid)
    const open = this.received.get(origin) ?? this.sent.get(origin) ?? this.lazy.get(origin)
    return open ?? (completedToo ? this.#completed.findLast((one) => one.uuid === uuid) : undefined)
  }

  /** Open, or completed and not drained, as one that it sent, received or made for itself. */
  isHeldAs(holding: Holding, uuid: string): boolean {
    const open = this[holding].get(originIn(uuid))
    return open !== undefined || this.#completed.some((one) => one.holding === holding && one.uuid === uuid)
  }

  isKnown(uuid: string): boolean {
    return this.getInteraction(uuid, true) !== undefined
  }

  /** All that are open, and those that completed and were not drained. */
  get count(): number {
    return this.open + this.#completed.length
  }

  /** Who gets what an interaction writes. */
  recipients(interaction: Interaction): string[] {
    if (this.received.get(interaction.origin) === interaction) return [interaction.requester]
    return interaction.targetNames.filter((name) => name !== null)
  }

  /**
   * Whether it could go on now: it is open, and nothing is missing for its next step. What no manager has taken is so until it completes.
   * One whose requester is gone has ended.
   */
  checkIfDoable(interaction: Interaction): boolean {
    if (interaction.registeredAs === null) return !interaction.completed
    return this.getInteraction(interaction.uuid) === interaction && interaction.ready
  }

  /** Those that are open and read a stream, or wait for what is written on it: `owner:name`. */
  interactionsOn(hash: string): Interaction[] {
    return [...this.#all()].filter((one) => one.hasStream(hash))
  }

  /** Whether it is open, and reads that stream or waits for what is written on it. */
  hasInteraction(hash: string, uuid: string): boolean {
    return this.getInteraction(uuid)?.hasStream(hash) ?? false
  }

  /** Takes it out without an ending, and off its streams; false when it is not open, or runs. */
  unregister(interaction: Interaction): boolean {
    if (interaction.status === 'running' || !this[interaction.holding].delete(interaction.origin)) return false
    interaction.letGo()
    return true
  }

  /**
   * One target's ending of a sent interaction, or the ending of all targets that are open. Gives whether the whole is completed by it.
   * A target that has ended keeps its own reason.
   */
  completeSent(sent: SentInteraction, ending: Ending, target?: TargetState): boolean {
    if (sent.completed) return false
    for (const one of target ? [target] : sent.targets) {
      if (one.ending) continue
      one.status = 'completed'
      one.ending = ending
    }
    if (sent.targets.some((one) => one.ending === null)) return false
    this.sent.delete(sent.origin)
    sent.parent?.children?.delete(sent)
    this.#finish(sent, ending)
    return true
  }

  /** A received or a lazy one. False when it has ended before. */
  completeReceived(received: ReceivedInteraction, ending: Ending): boolean {
    if (received.completed) return false
    this[received.holding].delete(received.origin)
    this.#finish(received, ending)
    return true
  }

  /**
   * The interactions that completed since the last call; this forgets them. Within the turn of the event loop in which they did,
   * for which what they wrote may still be on its way, only those that nobody is there for: DISCONNECTED.
   */
  drainCompleted(turnOver = true): Interaction[] {
    const all = this.#completed
    this.#completed = turnOver ? [] : all.filter(({ reason }) => reason !== 'disconnected')
    return turnOver ? all : all.filter(({ reason }) => reason === 'disconnected')
  }

  *#all(): Iterable<Interaction> {
    yield* this.sent.values()
    yield* this.received.values()
    yield* this.lazy.values()
  }

  #register<I extends Interaction>(one: I, ledger: Ledger<I>, status: 'requested' | 'received' | 'lazy'): WireError | null {
    if (!this.roomForRegistration(one.holding))
      return wireError('FULL', `${this.open} interactions are open, the limit is ${this.capacity}`)
    if (!ledger.add(one.origin, one)) return wireError('DUPLICATE', `${one.uuid} is open already`)
    one.become(status)
    one.registeredAs = one.holding
    this.lastRegistered = one
    return null
  }

  #finish(interaction: Interaction, ending: Ending): void {
    interaction.become('completed')
    interaction.ending = ending
    if (this.#completed.push(interaction) === 1) this.#onCompleted()
  }
}
