import type { Client } from '../client/call.ts'
import { DEFAULT_BEAT_MS } from '../presence/announcer.ts'
import type { NetworkEvents } from './event.ts'

/** Without a sign of life for this many beats, an instance does not live. */
const BEATS_TO_DEATH = 3

interface Parts {
  readonly client: Pick<Client, 'monitor'>
  readonly agents: readonly string[]
  readonly events: NetworkEvents
  readonly beatMs?: number | undefined
  /** Ends an instance, so that its supervisor replaces it. */
  readonly kill: (instance: string) => void
}

/** A process that is there and does not live (a blocked event loop, a stop) says nothing of itself: three missed beats, and it is replaced. */
export function watchForHangs({ client, agents, events, beatMs = DEFAULT_BEAT_MS, kill }: Parts): { close(): void } {
  // One that hangs before its first beat is known by its `ready` only.
  const firstBeats = new Map<string, NodeJS.Timeout>()
  const heard = new Set<string>()
  const forget = (instance: string) => {
    clearTimeout(firstBeats.get(instance))
    firstBeats.delete(instance)
  }
  const unsubscribe = events.subscribe((event) => {
    if (event.kind !== 'ready' || heard.has(event.instance)) return
    const { instance } = event
    firstBeats.set(
      instance,
      setTimeout(() => kill(instance), BEATS_TO_DEATH * beatMs),
    )
  })
  const followed = agents.map((agent) => client.monitor(agent)[Symbol.asyncIterator]())
  const follow = async (changes: (typeof followed)[number]) => {
    for (let next = await changes.next(); !next.done; next = await changes.next()) {
      const { instance, event } = next.value
      forget(instance)
      if (event === 'up') heard.add(instance)
      else heard.delete(instance)
      if (event === 'lost') kill(instance)
    }
  }
  for (const changes of followed) void follow(changes)
  return {
    close() {
      unsubscribe()
      for (const instance of [...firstBeats.keys()]) forget(instance)
      for (const changes of followed) void changes.return?.()
    },
  }
}
