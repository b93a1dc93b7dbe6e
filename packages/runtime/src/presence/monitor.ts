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
  /** The way to the broker. */
  readonly link: {
    /** For how long it has been there; 0 while it is away. */
    connectedMs(): number
    /** Calls when all that it had for us before has arrived; never when it does not answer. */
    caughtUp(then: () => void): void
  }
  /** Hears all instances of one agent; gives what stops it. */
  readonly hear: (agent: string, receive: (instance: string, presence: PresenceMessage) => void) => () => void
}

/**
 * Follows the instances of one agent until the loop is left. An instance that is there already shows with its next beat.
 * Time in which the broker was away, or this process was stopped itself, is nobody's silence.
 */
export function monitor(agent: string, parts: Parts): AsyncIterable<PeerEvent> {
  const { clock, link, hear } = parts
  const disarms = new Map<string, () => void>()
  const onReturn = () => {
    stop()
    for (const disarm of disarms.values()) disarm()
  }
  const events = new Queue<PeerEvent>(WAITING, { onReturn })
  const gone = (instance: string, event: 'down' | 'lost') => {
    disarms.get(instance)?.()
    if (disarms.delete(instance)) events.push({ agent, instance, event })
  }
  const expect = (instance: string, patienceMs: number, inMs: number) => {
    const judge = () => {
      const unheardMs = patienceMs - link.connectedMs()
      expect(instance, patienceMs, unheardMs > 0 ? unheardMs : patienceMs)
      const stillSilent = disarms.get(instance)
      if (unheardMs > 0) return
      link.caughtUp(() => {
        if (disarms.get(instance) === stillSilent) gone(instance, 'lost')
      })
    }
    disarms.set(instance, clock.after(inMs, judge))
  }
  const stop = hear(agent, (instance, { kind, beatMs }) => {
    if (kind === 'down') return gone(instance, 'down')
    disarms.get(instance)?.()
    if (!disarms.has(instance)) events.push({ agent, instance, event: 'up' })
    const patienceMs = beatMs * BEATS_TO_LOST
    expect(instance, patienceMs, patienceMs)
  })
  return events
}
