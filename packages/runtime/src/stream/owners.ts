import type { PeerEvent } from '../presence/monitor.ts'
import type { Clock } from '../time/clock.ts'

interface Parts {
  readonly monitor: (agent: string) => AsyncIterable<PeerEvent>
  /** Whether an instance answers. */
  readonly isThere: (agent: string) => Promise<boolean>
  readonly clock: Clock
  readonly beatMs: number
}

/** An instance that is there shows within this many beats. */
const BEATS_TO_SHOW = 2

/**
 * Whether the owners of streams that are read here are still there: each is followed once, while somebody reads.
 * An owner is gone when its last instance is; one of which nothing was ever seen is asked.
 */
export class Owners {
  readonly #parts: Parts
  readonly #followed = new Map<string, { readers: Set<() => void>; stop: () => void }>()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Calls when the owner is gone; gives what stops it. */
  follow(owner: string, onGone: () => void): () => void {
    let followed = this.#followed.get(owner)
    if (!followed) {
      const readers = new Set<() => void>()
      const gone = () => {
        this.#forget(owner, readers)
        for (const tell of [...readers]) tell()
      }
      followed = { readers, stop: this.#begin(owner, gone) }
      this.#followed.set(owner, followed)
    }
    const { readers } = followed
    readers.add(onGone)
    return () => {
      if (readers.delete(onGone) && readers.size === 0) this.#forget(owner, readers)
    }
  }

  /** Whoever reads from now on asks anew. */
  #forget(owner: string, readers: Set<() => void>): void {
    const followed = this.#followed.get(owner)
    if (followed?.readers !== readers) return
    this.#followed.delete(owner)
    followed.stop()
  }

  #begin(owner: string, gone: () => void): () => void {
    const { monitor, isThere, clock, beatMs } = this.#parts
    const events = monitor(owner)[Symbol.asyncIterator]()
    const there = new Set<string>()
    let seen = false
    let stopped = false
    const ask = () => {
      if (seen || stopped) return
      void isThere(owner).then((is) => {
        if (seen || stopped) return
        if (!is) return gone()
        disarm = clock.after(beatMs * BEATS_TO_SHOW, ask)
      })
    }
    let disarm = clock.after(beatMs * BEATS_TO_SHOW, ask)
    const hear = async () => {
      for (let next = await events.next(); !next.done; next = await events.next()) {
        const { event, instance } = next.value
        seen = true
        if (event === 'up') there.add(instance)
        else if (there.delete(instance) && there.size === 0) gone()
      }
    }
    void hear()
    return () => {
      stopped = true
      disarm()
      void events.return?.()
    }
  }
}
