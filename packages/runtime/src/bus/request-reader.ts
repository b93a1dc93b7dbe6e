import {
  checkClaim,
  checkInteraction,
  decodeMessage,
  type InteractionMessage,
  isClaim,
  isPack,
  Origin,
  originOf,
  ParleyError,
  parseSubject,
  type ShortId,
  unpackRequests,
  type Wire,
} from '@parley/protocol'
import type { Incoming } from './bus.ts'
import { type Features, PACK_WRITER } from './features.ts'
import type { Intake } from './intake.ts'
import type { Address } from './lines.ts'
import type { Recipients } from './recipients.ts'

/** What whoever reads messages works with. */
export interface ReaderParts {
  readonly self: Address
  readonly features: Features
  readonly intake: Intake
  readonly recipients: Recipients
}

/** Bytes to requests: one, a pack of them, or a claim of one that is stored. */
export class RequestReader {
  readonly #parts: ReaderParts

  constructor(parts: ReaderParts) {
    this.#parts = parts
  }

  /** A promise where something has to be fetched first. */
  take(requester: string, incoming: Incoming, fetched = false): Promise<void> | void {
    const { features, recipients } = this.#parts
    const bad = (id: string | null, error: unknown) => this.#refuse(incoming, requester, id, error)
    let value: Wire
    try {
      value = decodeMessage(incoming.data)
      if (isPack(value)) return this.#takePack(requester, value, bad)
      if (!fetched && isClaim(value)) return this.#takeClaimed(requester, incoming, value, bad)
      value = checkInteraction(value) as unknown as Wire
    } catch (error) {
      return bad(null, error)
    }
    const request = value as unknown as InteractionMessage
    features.heardRequester(requester, request.requesterInstance, request.reads)
    recipients.onRequest(requester, request)
  }

  #takePack(requester: string, pack: Wire, bad: (id: string | null, error: unknown) => void): void {
    const { features, recipients } = this.#parts
    unpackRequests(pack, {
      writer(_, instance, reads = PACK_WRITER, heard) {
        features.heardRequester(requester, instance, reads)
        if (heard) recipients.onHeard(requester, instance, heard)
      },
      message: (short, request) => recipients.onRequest(requester, request, originOfRow(requester, request, short)),
      bad,
    })
  }

  async #takeClaimed(requester: string, incoming: Incoming, value: Wire, bad: (id: null, error: unknown) => void): Promise<void> {
    let data: Uint8Array
    try {
      data = await this.#parts.intake.fetch(requester, checkClaim(value).claim)
    } catch (error) {
      return bad(null, error)
    }
    await this.take(requester, { subject: incoming.subject, reply: incoming.reply, data, noResponders: false }, true)
  }

  /** The reply subject's tokens are used when they fit; the subject itself never: it could be anybody's. */
  #refuse({ subject, reply }: Incoming, requester: string, id: string | null, error: unknown): void {
    const { self, recipients } = this.#parts
    const asker = reply === undefined ? null : parseSubject(reply)
    const fits = asker?.room === 'status' && asker.requester === requester && asker.target === self.name
    if (fits && error instanceof ParleyError) recipients.onBadRequest(requester, asker.requesterInstance, id ?? asker.id, error)
    recipients.onRefused(subject, error)
  }
}

/** The id of most rows is a count: nothing need be cut out of a text. */
const originOfRow = (requester: string, { id, requesterInstance }: InteractionMessage, short: ShortId): Origin =>
  typeof short === 'number' ? new Origin(requester, requesterInstance, short) : originOf(id, requester)
