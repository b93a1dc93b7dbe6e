import { type PresenceMessage, VERSION } from '@parley/protocol'
import type { Clock } from '../time/clock.ts'

/** How often an instance shows that it lives. Three of them missed, and it counts as gone. */
export const DEFAULT_BEAT_MS = 5_000

/** What an instance says of its load with every beat. */
type Load = Pick<PresenceMessage, 'open' | 'waiting' | 'capacity'>

interface Parts {
  readonly send: (message: PresenceMessage) => void
  readonly load: () => Load
  readonly clock: Clock
  readonly beatMs: number
  readonly features: string[]
}

/** The signs of life of this instance: up, a beat at each interval, down. */
export class Announcer {
  readonly #parts: Parts
  readonly #startedAt: number
  #disarm: (() => void) | undefined

  constructor(parts: Parts) {
    this.#parts = parts
    this.#startedAt = parts.clock.wallMs()
  }

  up(): void {
    this.#say('up')
    this.#beatLater()
  }

  down(): void {
    this.close()
    this.#say('down')
  }

  /** Without a word. */
  close(): void {
    this.#disarm?.()
  }

  #beatLater(): void {
    this.#disarm?.()
    this.#disarm = this.#parts.clock.after(this.#parts.beatMs, () => {
      this.#say('beat')
      this.#beatLater()
    })
  }

  #say(kind: PresenceMessage['kind']): void {
    const { send, load, beatMs, features } = this.#parts
    const more = features.length > 0 ? { features } : {}
    send({ v: VERSION, kind, beatMs, startedAt: this.#startedAt, ...load(), ...more })
  }
}
