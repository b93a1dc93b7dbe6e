import type { PresenceMessage } from '@parley/protocol'
import type { Clock } from '../time/clock.ts'

interface Watched {
  atMs: number
  beatMs: number
  asked: boolean
  readonly stop: () => void
}

interface Parts {
  readonly clock: Clock
  /** Of those that have not said theirs. */
  readonly beatMs: number
  /** Hears the presence of one instance; gives what stops it. */
  readonly hear: (agent: string, instance: string, receive: (presence: PresenceMessage) => void) => () => void
  readonly onDown: (agent: string, instance: string) => void
}

/** The signs of life of those instances that somebody asks about; of no others, so that nothing grows with the square of the agents. */
export class PresenceWatcher {
  readonly #parts: Parts
  readonly #watched = new Map<string, Watched>()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** When it was last heard and how often it speaks. Whoever is asked about is watched from then on, as if it had been heard a beat before. */
  lastSign(agent: string, instance: string): { atMs: number; beatMs: number } {
    const key = `${agent}/${instance}`
    const watched = this.#watched.get(key) ?? this.#watch(key, agent, instance)
    watched.asked = true
    return watched
  }

  /** Something else than its presence showed that it lives. */
  heard(agent: string, instance: string): void {
    const watched = this.#watched.get(`${agent}/${instance}`)
    if (watched) watched.atMs = this.#parts.clock.nowMs()
  }

  /** Forgets those that nobody has asked about since the last call. */
  endRound(): void {
    for (const [key, watched] of this.#watched) {
      if (watched.asked) watched.asked = false
      else {
        watched.stop()
        this.#watched.delete(key)
      }
    }
  }

  close(): void {
    for (const { stop } of this.#watched.values()) stop()
    this.#watched.clear()
  }

  #watch(key: string, agent: string, instance: string): Watched {
    const stop = this.#parts.hear(agent, instance, ({ kind, beatMs }) => {
      watched.atMs = this.#parts.clock.nowMs()
      watched.beatMs = beatMs
      if (kind === 'down') this.#parts.onDown(agent, instance)
    })
    const { clock, beatMs: usual } = this.#parts
    const watched: Watched = { atMs: clock.nowMs() - usual, beatMs: usual, asked: true, stop }
    this.#watched.set(key, watched)
    return watched
  }
}
