import { type Address, buildUuid, type Claim, decode, idsUnder, parseSubject } from '@parley/protocol'
import type { Incoming } from './bus.ts'
import type { Claims } from './claims.ts'
import { Lanes } from './lanes.ts'

/** Takes a message; a promise when that takes time. */
export type Take = (message: Incoming) => Promise<void> | void

/**
 * The order of what comes in while something large is being fetched.
 *
 * N1. What one agent says is taken in the order in which it came: behind a claim of its own it waits. What others say does not.
 *     Nor does its word that it holds something: who waits must not take the silence for an end.
 * N2. It is known which requests are on the way: whoever asks for one of them is not told that nobody has it.
 */
export class Intake {
  readonly #self: { readonly name: string }
  readonly #claims: Claims
  readonly #lanes: Lanes
  /** Requests that wait, or that are being fetched. */
  readonly #coming = new Set<string>()

  /** `onFailure` hears what a message throws whose turn came late. */
  constructor(self: { readonly name: string }, claims: Claims, onFailure: (error: unknown) => void) {
    this.#self = self
    this.#claims = claims
    this.#lanes = new Lanes(onFailure)
  }

  get busy(): boolean {
    return this.#lanes.size > 0
  }

  /** Whether this request is on the way. */
  isComing(uuid: string): boolean {
    return this.#coming.has(uuid)
  }

  /** Does something when all is taken that this agent has said before. */
  after(speaker: string, then: () => void): void {
    this.#lanes.run(speaker, then)
  }

  /** True when the message has to wait for its turn. A 503 is the broker's own word, and a control waits only for what it steers. */
  waits(message: Incoming, take: Take): boolean {
    const address = parseSubject(message.subject)
    const speaker = address && speakerOf(address)
    if (!speaker || message.noResponders || !this.#lanes.has(speaker) || saysHeld(address, message.data)) return false
    this.#hold(speaker, message, () => take(message))
    return true
  }

  /** What takes time keeps what its speaker says next waiting. */
  hold(message: Incoming, pending: Promise<void>): void {
    const address = parseSubject(message.subject)
    this.#hold((address && speakerOf(address)) ?? message.subject, message, () => pending)
  }

  /** What an agent has stored for this one, or for all. Throws ParleyError CLAIM_LOST. */
  fetch(owner: string, claim: Claim, recipient: string = this.#self.name): Promise<Uint8Array> {
    return this.#claims.fetch(recipient, owner, claim)
  }

  #hold(speaker: string, { subject, reply }: Incoming, job: () => Promise<void> | void): void {
    const uuids = uuidsOf(subject, reply)
    for (const uuid of uuids) this.#coming.add(uuid)
    this.#lanes.run(speaker, async () => {
      try {
        await job()
      } finally {
        for (const uuid of uuids) this.#coming.delete(uuid)
      }
    })
  }
}

function speakerOf(address: Address): string | null {
  if (address.room === 'interaction') return address.requester
  if (address.room === 'status') return address.target
  return address.room === 'stream' ? address.owner : null
}

/** Bytes that are no ack are judged when they have their turn. */
function saysHeld({ room }: Address, data: Uint8Array): boolean {
  if (room !== 'status') return false
  try {
    return (decode(data) as { ack?: { held?: boolean } }).ack?.held === true
  } catch {
    return false
  }
}

/** The requests of a message, by its reply subject: what it holds may not be known yet. */
function uuidsOf(subject: string, reply: string | undefined): string[] {
  const asked = parseSubject(subject)
  const asker = asked?.room === 'interaction' && reply !== undefined ? parseSubject(reply) : null
  if (asked?.room !== 'interaction' || asker?.room !== 'status' || asker.requester !== asked.requester) return []
  return idsUnder(asker.id, asker.requesterInstance).map((id) => buildUuid(id, asked.requester))
}
