import {
  type AckMessage,
  checkClaim,
  checkStatus,
  decode,
  decodeMessage,
  idsUnder,
  isClaim,
  isPack,
  lengthenId,
  ParleyError,
  rangeIn,
  type ShortId,
  type StatusMessage,
  unpackStatuses,
  type Wire,
  wireError,
} from '@parley/protocol'
import type { Incoming } from './bus.ts'
import { PACK_WRITER } from './features.ts'
import type { ReaderParts } from './request-reader.ts'

/** Bytes to what targets say: a status, a pack of them, a claim of one, an acknowledgement; or the broker's 503. */
export class StatusReader {
  readonly #parts: ReaderParts

  constructor(parts: ReaderParts) {
    this.#parts = parts
  }

  /** What `target` says under `id`. A promise where something has to be fetched first. */
  take(target: string, id: string, { subject, data, noResponders }: Incoming): Promise<void> | void {
    const { self, recipients } = this.#parts
    if (noResponders) {
      for (const one of idsUnder(id, self.instance)) recipients.onNoResponders(target, one)
      return
    }
    const value = decodeMessage(data)
    if (isPack(value))
      return unpackStatuses(value, self.instance, {
        writer: (by, instance, reads = PACK_WRITER) => this.#speaks(target, by, instance, reads),
        message: (one, status) => this.#tell(target, one, status),
        bad: (_, error) => recipients.onRefused(subject, error),
      })
    if (isClaim(value)) return this.#takeClaimed(target, id, value, subject)
    const message = checkStatus(value)
    if ('ack' in message) {
      checkSpeaker(message.by, target)
      for (const one of message.ids ?? [id]) recipients.onAck(target, lengthenId(one, self.instance), message)
      return
    }
    this.#speaks(target, message.by, message.instance, message.reads)
    this.#tell(target, id, message)
  }

  /** An end that does not read packs, or not this one, refuses it under the range of its ids: nothing of it has run, so each goes out again, alone. */
  #tell(target: string, id: ShortId, status: StatusMessage): void {
    const { self, features, recipients } = this.#parts
    const refused = typeof id === 'string' && status.reason === 'rejected' && rangeIn(id) !== null
    if (!refused) return recipients.onStatus(target, id, status)
    features.refusedPack(target)
    for (const one of idsUnder(id, self.instance)) recipients.onPackRefused(target, one)
  }

  /** What is lost is told by the status that stands beside the claim: an end stays an end. */
  async #takeClaimed(target: string, id: string, value: Wire, subject: string): Promise<void> {
    const { intake, recipients } = this.#parts
    const { claim } = checkClaim(value)
    const told = onlyStatus(checkStatus(value))
    if (!recipients.awaits(target, id)) return
    let status = told
    try {
      status = onlyStatus(checkStatus(decode(await intake.fetch(target, claim))))
    } catch (error) {
      recipients.onRefused(subject, error)
      if (told.status === 'completed') status = { ...told, reason: 'error', error: wireError('CLAIM_LOST', textOf(error)) }
    }
    this.#speaks(target, status.by, status.instance, status.reads)
    recipients.onStatus(target, id, status)
  }

  #speaks(target: string, by: string, instance: string, reads: readonly string[] | undefined): void {
    checkSpeaker(by, target)
    this.#parts.features.heardTarget(target, instance, reads)
  }
}

function checkSpeaker(by: string, target: string): void {
  if (by !== target) throw new ParleyError('IDENTITY_MISMATCH', `status.by: the body says ${by}, the subject says ${target}`)
}

function onlyStatus(message: StatusMessage | AckMessage): StatusMessage {
  if ('ack' in message) throw new ParleyError('BAD_REQUEST', 'status.ack: an ack does not travel by claim')
  return message
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
