import type { PresenceMessage } from '@parley/protocol'
import { Queue } from '../stream/queue.ts'
import type { Clock } from '../time/clock.ts'

/** Something that happened to an instance of a peer: it is there, it left, or it fell silent. */
export interface PeerEvent {
  readonly agent: string
  readonly instance: string
  readonly event: 'up' | 'down' | 'lost'
}

/** Events that may wait for a loop; an agent's instances do not come and go faster. */
const WAITING = 10_000
/** Silent for this many of its beats, an instance is lost. */
const BEATS_TO_LOST = 3

interface Parts {
  readonly clock: Clock
  /** Hears all instances of one agent; gives what stops it. */
  readonly hear: (agent: string, receive: (instance: string, presence: PresenceMessage) => void) => () => void
}

/** Follows the instances of one agent until the loop is left. An instance that is there already shows with its next beat. */
export function monitor(agent: string, { clock, hear }: Parts): AsyncIterable<PeerEvent> {
  const disarms = new Map<string, () => void>()
  const events = new Queue<PeerEvent>(WAITING, () => {
    stop()
    for (const disarm of disarms.values()) disarm()
  })
  const gone = (instance: string, event: 'down' | 'lost') => {
    disarms.get(instance)?.()
    if (disarms.delete(instance)) events.push({ agent, instance, event })
  }
  const stop = hear(agent, (instance, { kind, beatMs }) => {
    if (kind === 'down') return gone(instance, 'down')
    disarms.get(instance)?.()
    if (!disarms.has(instance)) events.push({ agent, instance, event: 'up' })
    disarms.set(
      instance,
      clock.after(beatMs * BEATS_TO_LOST, () => gone(instance, 'lost')),
    )
  })
  return events
}
