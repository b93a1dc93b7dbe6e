import { type WireError, wireError } from '@parley/protocol'
import type { Ending } from './ending.ts'
import type { Interaction, ReceivedInteraction, SentInteraction, TargetState } from './interaction.ts'

/** Open interactions that one instance may hold, when nothing else is said. */
export const DEFAULT_CAPACITY = 100_000
/** The share of the capacity that only sent interactions may use, so that an agent full of received work can still make the calls that finish it. */
const RESERVE = 0.1

/**
 * Owns: the tables of what this agent asked (`sent`), was asked (`received`) and the recently completed.
 * Does not know NATS, clocks or handlers; never waits.
 *
 * I1. A registration binds everything or changes nothing and says why.
 * I2. An interaction is in one table at most; it leaves its table in the call that completes it.
 * I3. Every interaction completes exactly once: a second ending changes nothing.
 */
export class InteractionManager {
  readonly capacity: number
  readonly sent = new Map<string, SentInteraction>()
  readonly received = new Map<string, ReceivedInteraction>()
  readonly #onCompleted: () => void
  #completed: Interaction[] = []

  /** `onCompleted` tells that there is something to drain, once until it was drained. */
  constructor(capacity: number = DEFAULT_CAPACITY, onCompleted: () => void = () => {}) {
    this.capacity = capacity > 0 ? capacity : DEFAULT_CAPACITY
    this.#onCompleted = onCompleted
  }

  get open(): number {
    return this.sent.size + this.received.size
  }

  /** How full it is for what others ask: 0 empty, 1 full. */
  get fullness(): number {
    return this.open / Math.ceil(this.capacity * (1 - RESERVE))
  }

  roomForRegistration(holding: 'sent' | 'received' = 'sent'): boolean {
    return this.open < (holding === 'sent' ? this.capacity : Math.ceil(this.capacity * (1 - RESERVE)))
  }

  /** Null, or why not. */
  registerSent(sent: SentInteraction): WireError | null {
    if (!this.roomForRegistration()) return wireError('FULL', `${this.open} interactions are open, the limit is ${this.capacity}`)
    if (this.isKnown(sent.uuid)) return wireError('DUPLICATE', `${sent.uuid} is open already`)
    sent.become('requested')
    sent.registeredAs = 'sent'
    this.sent.set(sent.uuid, sent)
    return null
  }

  /** Null, or why not. */
  registerReceived(received: ReceivedInteraction): WireError | null {
    if (!this.roomForRegistration('received')) return wireError('FULL', `${this.open} interactions are open, the limit is ${this.capacity}`)
    if (this.received.has(received.uuid)) return wireError('DUPLICATE', `${received.uuid} is open already`)
    received.become('received')
    received.registeredAs = received.holding
    this.received.set(received.uuid, received)
    return null
  }

  /** Open, by uuid. */
  getInteraction(uuid: string): Interaction | undefined {
    return this.received.get(uuid) ?? this.sent.get(uuid)
  }

  isKnown(uuid: string): boolean {
    return this.sent.has(uuid) || this.received.has(uuid)
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
    this.sent.delete(sent.uuid)
    sent.parent?.children?.delete(sent)
    this.#finish(sent, ending)
    return true
  }

  /** False when it has ended before. */
  completeReceived(received: ReceivedInteraction, ending: Ending): boolean {
    if (received.completed) return false
    this.received.delete(received.uuid)
    this.#finish(received, ending)
    return true
  }

  /** The interactions that completed since the last call; this forgets them. */
  drainCompleted(): Interaction[] {
    const drained = this.#completed
    this.#completed = []
    return drained
  }

  #finish(interaction: Interaction, ending: Ending): void {
    interaction.become('completed')
    interaction.ending = ending
    if (this.#completed.push(interaction) === 1) this.#onCompleted()
  }
}
