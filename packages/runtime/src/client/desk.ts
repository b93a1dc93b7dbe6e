import type { InteractionMessage } from '@parley/protocol'
import type { Ending } from '../interaction/ending.ts'
import type { Self } from '../interaction/post.ts'
import type { ReceivedInteraction } from '../interaction/received.ts'
import type { SentInteraction, TargetState } from '../interaction/sent.ts'
import type { PeerEvent } from '../presence/monitor.ts'
import type { Outgoing } from '../stream/outgoing.ts'
import type { OwnStreams } from '../stream/own-streams.ts'
import type { Clock } from '../time/clock.ts'

/** What all callers of one process share. */
export interface Desk {
  readonly self: Self
  readonly newCount: () => number
  readonly clock: Clock
  readonly random: () => number
  /** What anything sent from here may take at most, whatever is said with it; not given: no such limit. */
  readonly lifetimeMs?: number | undefined
  /** Registers and sends. */
  readonly send: (sent: SentInteraction) => void
  /** Ends it here at once, as cancelled or as given, and tells the targets. */
  readonly discard: (sent: SentInteraction, ending?: Ending) => void
  /** Settles when the targets have acknowledged. */
  readonly steer: (sent: SentInteraction, op: 'pause' | 'resume' | 'cancel') => Promise<void>
  /** What somebody's callback threw. */
  readonly onCallbackFailed: (uuid: string, error: unknown) => void
  /** Says how far a target may go on one of its streams. */
  readonly credit: (sent: SentInteraction, target: TargetState, stream: string, upTo: number) => void
  /** What this process may write. */
  readonly streams: OwnStreams
  /** What an interaction writes to its targets. */
  readonly outgoing: (request: InteractionMessage, targets: readonly string[]) => Outgoing
  /** The same in the world `public`. */
  readonly publicly: () => Desk
  readonly monitor: (agent: string) => AsyncIterable<PeerEvent>
  /** What is left of an interaction's time. */
  readonly remainingMs: (interaction: ReceivedInteraction | SentInteraction) => number
}
