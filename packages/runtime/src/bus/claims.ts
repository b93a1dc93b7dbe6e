import { createHash } from 'node:crypto'
import { type Claim, claimStreamOf, MAX_CLAIM_BYTES, MAX_CLAIM_CHUNKS, ParleyError, type Subjects, subjectsOf } from '@parley/protocol'
import type { Clock } from '../time/clock.ts'
import type { Bus, Store } from './bus.ts'
import { Room } from './room.ts'

/** The part of what a broker takes that a message may weigh and still travel as it is: servers on the way may take a little less, and put headers of their own on it. */
const INLINE_PART = 3 / 4
/** The part that a chunk has: two of them together are on the way without filling anybody's buffer, and the headers of the reply find room. */
const CHUNK_PART = 1 / 2
/** Chunks that are on the way at once: the disk of the broker does not wait for the line, and the line not for the disk. */
const WINDOW = 4
/**
 * How long the broker keeps a claim. It is fetched as soon as its message arrives, and what is sent again is stored anew, so this is for a message that waits at
 * the broker or in a process that stands still: longer than any reconnect.
 */
const LIFETIME_MS = 10 * 60_000
/** What all claims of a world may take on the broker's disk: four of the largest. */
const STORE_BYTES = 4 * MAX_CLAIM_BYTES
/** How often a broker that does not answer is asked, and the pause before the next time: a stream of a cluster finds another leader meanwhile. */
const ATTEMPTS = 5
const PAUSE_MS = 500

/** Where a world's claims are kept. */
export const claimStoreOf = (world: string): Store => ({
  ...{ name: claimStreamOf(world), subject: subjectsOf(world).claim('*', '*', '*', '*') },
  ...{ maxBytes: STORE_BYTES, maxAgeMs: LIFETIME_MS },
})

interface Self {
  readonly world: string
  readonly name: string
  readonly instance: string
}

/**
 * Bytes for which a claim travels: into the broker's store, and out of it.
 *
 * C1. A claim that is given is one whose bytes the broker has.
 * C2. What is fetched is what was stored, to the byte, or an error; nothing is allocated because a claim says that it is large.
 * C3. While the broker is away nothing fails: it waits.
 */
export class Claims {
  readonly #bus: Bus
  readonly #self: Self
  readonly #clock: Clock
  readonly #subjects: Subjects
  readonly #store: Store
  /** What is being fetched at once may be one claim of the largest. */
  readonly #room = new Room(MAX_CLAIM_BYTES)
  #waiting: (() => void)[] = []
  #count = 0

  constructor(bus: Bus, self: Self, clock: Clock) {
    this.#bus = bus
    this.#self = self
    this.#clock = clock
    this.#subjects = subjectsOf(self.world)
    this.#store = claimStoreOf(self.world)
    bus.onState((state) => {
      if (state === 'disconnected') return
      for (const goOn of this.#waiting.splice(0)) goOn()
    })
  }

  /** A message above it travels by claim. */
  get inlineLimit(): number {
    return this.#bus.maxPayload * INLINE_PART
  }

  /** For one recipient, or for `_`. Throws ParleyError TOO_LARGE with the reason, BROKER_UNAVAILABLE or CLOSED. */
  async store(recipient: string, data: Uint8Array): Promise<Claim> {
    const { name, instance } = this.#self
    const size = Math.max(1, Math.floor(this.#bus.maxPayload * CHUNK_PART))
    const chunks = Math.ceil(data.length / size)
    if (data.length > MAX_CLAIM_BYTES || chunks > MAX_CLAIM_CHUNKS) throw tooLarge(data.length)
    const key = `${instance}-${(this.#count++).toString(36)}`
    const hash = createHash('sha256')
    for (let first = 0; first < chunks; first += WINDOW) {
      const some = Array.from({ length: Math.min(WINDOW, chunks - first) }, (_, i) => first + i)
      const kept = some.map((n) => {
        const chunk = data.subarray(n * size, (n + 1) * size)
        hash.update(chunk)
        return this.#insist(() => this.#bus.keep(this.#store, this.#subjects.claim(recipient, name, key, n), chunk))
      })
      await Promise.all(kept)
    }
    return { key, chunks, bytes: data.length, digest: Uint8Array.from(hash.digest()) }
  }

  /** What `owner` has stored for `recipient`. Throws ParleyError CLAIM_LOST with the reason. */
  async fetch(recipient: string, owner: string, claim: Claim): Promise<Uint8Array> {
    await this.#room.enter(claim.bytes)
    try {
      return await this.#fetch(recipient, owner, claim)
    } catch (error) {
      if (!(error instanceof ParleyError) || error.code === 'CLAIM_LOST') throw error
      throw lost(owner, error.message)
    } finally {
      this.#room.leave(claim.bytes)
    }
  }

  async #fetch(recipient: string, owner: string, { key, chunks, bytes, digest }: Claim): Promise<Uint8Array> {
    const parts: Uint8Array[] = []
    const hash = createHash('sha256')
    let length = 0
    for (let first = 0; first < chunks; first += WINDOW) {
      const some = Array.from({ length: Math.min(WINDOW, chunks - first) }, (_, i) => first + i)
      const got = await Promise.all(
        some.map((n) => this.#insist(() => this.#bus.fetch(this.#subjects.claimChunk(recipient, owner, key, n)))),
      )
      for (const [i, part] of got.entries()) {
        if (!part) throw lost(owner, `chunk ${some[i]} of ${chunks} is not there (any more)`)
        length += part.length
        if (length > bytes) throw lost(owner, `it is larger than the ${bytes} bytes that it claims to be`)
        hash.update(part)
        parts.push(part)
      }
    }
    if (length < bytes) throw lost(owner, `it has ${length} bytes and claims to have ${bytes}`)
    if (!hash.digest().equals(digest)) throw lost(owner, 'its bytes are not those that were stored: the digest differs')
    return parts.length === 1 ? parts[0]! : Buffer.concat(parts)
  }

  /** Asks again when nobody has answered. */
  async #insist<T>(ask: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      if (this.#bus.state === 'disconnected') await new Promise<void>((goOn) => this.#waiting.push(goOn))
      try {
        return await ask()
      } catch (error) {
        if (!(error instanceof ParleyError) || error.code !== 'BROKER_UNAVAILABLE' || attempt === ATTEMPTS) throw error
      }
      if (this.#bus.state === 'connected') await new Promise<void>((goOn) => this.#clock.after(PAUSE_MS, goOn))
    }
  }
}

/** What no claim can hold either. */
export const tooLarge = (bytes: number) => new ParleyError('TOO_LARGE', `a message of ${bytes} bytes, a claim holds ${MAX_CLAIM_BYTES}`)

const lost = (owner: string, why: string) => new ParleyError('CLAIM_LOST', `the payload that ${owner} has stored: ${why}`)
