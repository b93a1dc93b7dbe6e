import {
  type Address,
  type Claim,
  encodeWire,
  lengthenId,
  MAX_CLAIM_BYTES,
  ParleyError,
  parseSubject,
  type ShortId,
  type StatusMessage,
  statusToWire,
  VERSION,
  type Wire,
} from '@parley/protocol'
import type { Clock } from '../time/clock.ts'
import type { Bus } from './bus.ts'
import { type Claims, tooLarge } from './claims.ts'
import type { Features } from './features.ts'
import { Lanes } from './lanes.ts'
import { OUTBOX_BYTES } from './outbox.ts'

/** What may wait here, beside one message alone; as little as elsewhere while the broker is away. Memory is not a queue. */
const MAX_WAITING_BYTES = MAX_CLAIM_BYTES

/** A message on its way out, encoded. */
export interface Parcel {
  readonly subject: string
  /** Whom it goes to: to one place everything leaves in order. */
  readonly place: string
  readonly message: object
  readonly data: Uint8Array
  readonly reply?: string | undefined
  /** Part of a burst, and not its last. */
  readonly early?: boolean
}

/** Hears what became of messages that could not leave at once. */
export interface Fates {
  /** A request waits for its turn, or has had it. */
  onWaiting(target: string, id: string, waits: boolean): void
  onUnsent(target: string, id: string, error: ParleyError): void
  onStatusUnsent(requester: string, requesterInstance: string, id: string, message: StatusMessage, error: ParleyError): void
  onSamplesUnsent(recipient: string, id: string, error: ParleyError): void
}

const NO_FATES: Fates = { onWaiting() {}, onUnsent() {}, onStatusUnsent() {}, onSamplesUnsent() {} }

interface Parts {
  readonly bus: Bus
  readonly self: { readonly instance: string }
  readonly features: Features
  readonly claims: Claims
  /** Sends what waits for company before it goes to a place. */
  readonly flush: (place: string) => void
}

/**
 * The way of what is too large for a message, and of what is said to the same place meanwhile.
 *
 * D1. To one place everything leaves in the order in which it was given: while something is stored for it, what comes later waits.
 * D2. What cannot leave is told, once; what is sent there and then in its place takes its turn.
 * D3. What the broker takes as it is leaves as it is where a claim cannot be had.
 */
export class Detour {
  fates: Fates = NO_FATES
  readonly #parts: Parts
  readonly #lanes = new Lanes((error) => queueMicrotask(() => Promise.reject(error)))
  #waitingBytes = 0
  /** The place of which something that has just failed is being told (D2). */
  #instead: string | null = null
  /** Statuses that wait here: who is asked for one again need not send it twice. */
  readonly #statuses = new Set<object>()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  get busy(): boolean {
    return this.#lanes.size > 0
  }

  /** Settles when nothing waits, or when that takes too long. */
  settled(clock: Clock, patienceMs: number): Promise<void> {
    return new Promise((done) => {
      const disarm = clock.after(patienceMs, done)
      void this.#lanes.idle().then(() => {
        disarm()
        done()
      })
    })
  }

  /** Throws ParleyError TOO_LARGE, BUFFER_FULL or CLOSED. */
  send(parcel: Parcel): void {
    const { subject, place, message, data } = parcel
    const { bus, claims } = this.#parts
    const address = parseSubject(subject)!
    const large = data.length > claims.inlineLimit && this.#claimable(address, message)
    if (!large && (place === this.#instead || !this.#lanes.has(place))) return this.#publish(parcel)
    if (this.#statuses.has(message)) return
    if (data.length > MAX_CLAIM_BYTES) throw tooLarge(data.length)
    const limit = bus.state === 'connected' ? MAX_WAITING_BYTES : OUTBOX_BYTES
    if (this.#waitingBytes > 0 && this.#waitingBytes + data.length > limit)
      throw new ParleyError('BUFFER_FULL', `${this.#waitingBytes} bytes wait until the broker has stored them, the limit is ${limit}`)
    this.#wait(parcel, address, large)
  }

  #wait(parcel: Parcel, address: Address, large: boolean): void {
    const { place, message, data } = parcel
    this.#waitingBytes += data.length
    if (address.room === 'status') this.#statuses.add(message)
    this.#tellWaiting(address, message, true)
    const over = (error?: unknown) => {
      this.#waitingBytes -= data.length
      this.#statuses.delete(message)
      this.#tellWaiting(address, message, false)
      if (error instanceof ParleyError) this.#tellUnsent(place, address, message, error)
      else if (error) throw error
    }
    this.#lanes.run(place, () => {
      if (large) return this.#claim(parcel, address).then(() => over(), over)
      try {
        this.#publish(parcel)
      } catch (error) {
        return over(error)
      }
      over()
    })
  }

  async #claim(parcel: Parcel, address: Address): Promise<void> {
    const { bus, claims } = this.#parts
    let claim: Claim
    try {
      claim = await claims.store(recipientOf(address), parcel.data)
    } catch (error) {
      if (!(error instanceof ParleyError) || error.code !== 'TOO_LARGE' || parcel.data.length > bus.maxPayload) throw error
      return this.#publish(parcel) // D3
    }
    this.#publish({ ...parcel, data: encodeWire(claimOf(address, parcel.message, claim)) })
  }

  #publish({ subject, data, reply, early }: Parcel): void {
    this.#parts.bus.publish(subject, data, reply, early)
  }

  /** Requests, statuses and samples: nothing else is ever large. Who has said what it reads, and not this, is sent none. */
  #claimable(address: Address, message: object): boolean {
    const { features } = this.#parts
    if ('pack' in message || 'ack' in message) return false
    if (address.room === 'interaction') return features.targetMayReadClaims(address.target)
    if (address.room === 'status') return features.requesterMayReadClaims(address.requester, address.requesterInstance)
    return address.room === 'stream' && features.requesterMayReadClaims(address.recipient, address.recipientInstance)
  }

  #tellWaiting(address: Address, message: object, waits: boolean): void {
    if (address.room === 'interaction') for (const id of this.#idsOf(message)) this.fates.onWaiting(address.target, id, waits)
  }

  #tellUnsent(place: string, address: Address, message: object, error: ParleyError): void {
    const { fates } = this
    this.#parts.flush(place) // what was said before waits like the rest
    this.#instead = place
    try {
      if (address.room === 'interaction') for (const id of this.#idsOf(message)) fates.onUnsent(address.target, id, error)
      else if (address.room === 'stream') fates.onSamplesUnsent(address.recipient, address.id, error)
      else if (address.room === 'status' && 'status' in message)
        fates.onStatusUnsent(address.requester, address.requesterInstance, address.id, message as StatusMessage, error)
      this.#parts.flush(place)
    } finally {
      this.#instead = null
    }
  }

  /** Of a request, or of all in a pack. */
  #idsOf(message: object): string[] {
    const { id, pack } = message as { id: string; pack?: readonly (readonly [ShortId])[] }
    return pack ? pack.map(([short]) => lengthenId(short, this.#parts.self.instance)) : [id]
  }
}

const recipientOf = (address: Address): string => {
  if (address.room === 'interaction') return address.target
  return address.room === 'status' ? address.requester : (address as Extract<Address, { room: 'stream' }>).recipient
}

/** In the place of a status a claim is that status too, without what may be large: whoever watches sees it end. */
function claimOf(address: Address, message: object, claim: Claim): Wire {
  if (address.room !== 'status') return { v: VERSION, claim }
  const { result: _, error, ...status } = statusToWire(message as StatusMessage)
  if (!error) return { ...status, claim } as unknown as Wire
  const { details: __, ...said } = error
  return { ...status, error: said, claim } as unknown as Wire
}
