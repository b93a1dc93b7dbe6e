import {
  type AckMessage,
  ANY,
  type ControlMessage,
  type Counts,
  encodeWire,
  type InteractionMessage,
  lengthenId,
  MAX_ROWS,
  PackWriter,
  ParleyError,
  type PresenceMessage,
  packable,
  packQueries,
  type RequestRow,
  rangeOf,
  type SamplesMessage,
  type ShortId,
  type StatusMessage,
  type StatusRow,
  statusToWire,
  type Wire,
  weightOf,
} from '@parley/protocol'
import type { Clock } from '../time/clock.ts'
import { Batches, HEAVY } from './batch.ts'
import type { Bus } from './bus.ts'
import type { Claims } from './claims.ts'
import { Detour, type Fates, type Parcel } from './detour.ts'
import type { Features } from './features.ts'
import { type Address, Lines } from './lines.ts'
import { type Encoded, RequestWriter } from './request-writer.ts'

/** Requests of one pack to an agent of several instances: a pack goes to one of them whole, and they are to share the work. */
const SHARED_ROWS = 4
/** What an envelope weighs beside what it carries. */
const ENVELOPE = 256
/** Bytes that every broker takes in one message: below, nobody need be asked. */
const SMALL = 1_024

/**
 * Messages to bytes, each on its subject. What arguments and results hold was checked where it came from; the envelopes are our own.
 *
 * O1. To one place everything leaves in the order in which it was given, also while something large for it is being stored (Detour).
 * O2. A burst to an end that reads packs is one message, and so are the queries of one turn to an instance that reads those; anything else goes out alone, at once.
 *     A query says nothing: what is given after it in the same turn may leave before it.
 */
export class Outbound {
  readonly #bus: Bus
  readonly #self: Address
  readonly #lines: Lines
  readonly #features: Features
  readonly #requests = new Batches<RequestRow>()
  readonly #statuses = new Batches<StatusRow>()
  readonly #queries = new Batches<ControlMessage>()
  readonly #requestWriter: RequestWriter
  readonly #statusPacks = new PackWriter()
  readonly #claims: Claims
  readonly #detour: Detour

  /** `heard`: of which of its requests this instance has heard the end. */
  constructor(bus: Bus, self: Address, features: Features, claims: Claims, heard: () => Counts) {
    this.#requestWriter = new RequestWriter(heard)
    this.#claims = claims
    this.#detour = new Detour({ bus, self, features, claims, flush: (place) => this.#statuses.get(place)?.flush() })
    this.#bus = bus
    this.#self = self
    this.#lines = new Lines(self)
    this.#features = features
  }

  /** Who hears what became of messages that could not leave at once; what throws is not told there. */
  set fates(fates: Fates) {
    this.#detour.fates = fates
  }

  /** Throws ParleyError TOO_LARGE, BUFFER_FULL or CLOSED. */
  request(target: string, id: ShortId, message: InteractionMessage): void {
    let batch = this.#requests.get(target)
    const weight = this.#packs(this.#features.targetReadsPacks(target))
      ? weightOf(message.args) + weightOf(message.samples) + ENVELOPE
      : HEAVY
    // One that is sent again has other companions than those that it was numbered with.
    if (this.#isHeavy(weight) || message.remainingMs !== undefined) {
      batch?.flush()
      return this.#sendTogether(target, message.id, this.#requestWriter.write([{ id, message }], false))
    }
    batch ??= this.#requests.open(target, target, (rows, early) => this.#sendRequests(target, rows, early))
    if (batch.last && !packable(batch.last.message, message)) batch.flush()
    batch.add({ id, message }, weight, this.#features.instancesOf(target) > 1 ? SHARED_ROWS : undefined)
  }

  /** About the size in bytes. Throws as `request` does. */
  status(requester: string, requesterInstance: string, id: ShortId, message: StatusMessage): number {
    const weight = weightOf(message.result) + weightOf(message.error?.details) + ENVELOPE
    let batch = this.#statuses.get(requesterInstance)
    if (
      this.#isHeavy(weight) ||
      !this.#packs(batch?.owner === requester || this.#features.requesterReadsPacks(requester, requesterInstance))
    ) {
      batch?.flush()
      this.#sendStatus(requester, requesterInstance, { id, message })
      return weight
    }
    if (batch?.owner !== requester)
      batch = this.#statuses.open(requesterInstance, requester, (rows, early) =>
        this.#sendStatuses(requester, requesterInstance, rows, early),
      )
    batch.add({ id, message }, weight)
    return weight
  }

  control(target: string, instance: string, message: ControlMessage): void {
    this.#requests.get(target)?.flush()
    const { op, id, requester } = message
    const alone = op !== 'query' || requester !== this.#self.name || !this.#packs(this.#features.instanceReadsQueries(target, instance))
    if (alone) return this.#sendControl(target, instance, message)
    let batch = this.#queries.get(instance)
    if (batch?.owner !== target) batch = this.#queries.open(instance, target, (queries) => this.#sendQueries(target, instance, queries))
    batch.add(message, id.length, MAX_ROWS)
  }

  /** That something is held may be said before what is on its way: who asks must not take the silence for an end. */
  ack(sender: string, senderInstance: string, id: string, message: AckMessage): void {
    this.#statuses.get(senderInstance)?.flush()
    const subject = this.#lines.status(sender, senderInstance, id)
    if (message.ack.held) this.#bus.publish(subject, encodeWire(message as Wire))
    else this.#sendMessage(subject, senderInstance, message)
  }

  samples(stream: string, recipient: string, recipientInstance: string, id: string, message: SamplesMessage): void {
    this.#statuses.get(recipientInstance)?.flush()
    const place = recipientInstance === ANY ? stream : recipientInstance
    const subject = this.#lines.samples(stream, recipient, recipientInstance, id)
    const data = encodeWire(message as Wire)
    // What has room by itself need not be stored because of its company.
    if (message.data.length > 1 && this.#isTooLong(data))
      for (const [i, one] of message.data.entries()) this.#sendMessage(subject, place, { ...message, tag: message.tag + i, data: [one] })
    else this.#send({ subject, place, message, data })
  }

  presence(message: PresenceMessage): void {
    this.flush()
    this.#bus.publish(this.#lines.presence(), encodeWire(message as Wire))
  }

  /** Nothing waits for its turn's end after this. */
  flush(): void {
    this.#requests.flush()
    this.#statuses.flush()
    this.#queries.flush()
  }

  /** Settles when nothing waits to be stored either, or when that takes too long. */
  async settled(clock: Clock, patienceMs: number): Promise<void> {
    this.flush()
    if (this.#detour.busy) await this.#detour.settled(clock, patienceMs)
  }

  /** A pack never travels by claim. */
  #isHeavy(weight: number): boolean {
    return weight >= HEAVY || (weight > SMALL && weight > this.#claims.inlineLimit)
  }

  /** While the broker is away, whoever sends hears at once when no more can wait. */
  #packs(readable: boolean): boolean {
    return readable && this.#bus.state === 'connected'
  }

  #sendRequests(target: string, rows: readonly RequestRow[], early: boolean): void {
    try {
      this.#sendTogether(target, idOfAll(rows), this.#requestWriter.write(rows, true), early)
    } catch (error) {
      if (!(error instanceof ParleyError)) throw error
      for (const { message } of rows) this.#detour.fates.onUnsent(target, message.id, error)
    }
  }

  #sendTogether(target: string, id: string, { message, data }: Encoded, early = false): void {
    this.#send({ subject: this.#lines.request(target), place: target, message, data, reply: this.#lines.reply(id, target), early })
  }

  /** What cannot leave now is found again by its requester's query. */
  #sendStatuses(requester: string, requesterInstance: string, rows: readonly StatusRow[], early: boolean): void {
    try {
      const subject = this.#lines.statuses(requester, requesterInstance)
      const { message, data } = this.#statusPacks.statuses(rows, requesterInstance)
      this.#send({ subject, place: requesterInstance, message, data, early })
    } catch (error) {
      if (!(error instanceof ParleyError)) throw error
    }
  }

  #sendStatus(requester: string, requesterInstance: string, { id, message }: StatusRow): void {
    const subject = this.#lines.status(requester, requesterInstance, lengthenId(id, requesterInstance))
    this.#send({ subject, place: requesterInstance, message, data: encodeWire(statusToWire(message) as Wire) })
  }

  #sendControl(target: string, instance: string, message: ControlMessage): void {
    this.#sendMessage(this.#lines.control(target, instance), target, message, this.#lines.reply(message.id, target))
  }

  /** What cannot leave is asked again after a beat. A 503 comes back under the first id, and says that the instance is gone. */
  #sendQueries(target: string, instance: string, queries: readonly ControlMessage[]): void {
    try {
      this.#sendControl(target, instance, queries.length === 1 ? queries[0]! : packQueries(queries))
    } catch (error) {
      if (!(error instanceof ParleyError)) throw error
    }
  }

  #sendMessage(subject: string, place: string, message: object, reply?: string): void {
    this.#send({ subject, place, message, data: encodeWire(message as Wire), reply })
  }

  #send(parcel: Parcel): void {
    const { subject, data, reply, early } = parcel
    if (this.#detour.busy || this.#isTooLong(data)) this.#detour.send(parcel)
    else this.#bus.publish(subject, data, reply, early)
  }

  #isTooLong({ length }: Uint8Array): boolean {
    return length > SMALL && length > this.#claims.inlineLimit
  }
}

/** What they go out under: of ids of another form, which no range names, the first. */
function idOfAll(rows: readonly RequestRow[]): string {
  const [first, last] = [rows[0]!, rows[rows.length - 1]!]
  return typeof first.id === 'number' && typeof last.id === 'number' ? rangeOf(first.id, last.id) : first.message.id
}
