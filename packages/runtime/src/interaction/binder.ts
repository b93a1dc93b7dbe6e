import { type InteractionMessage, kindOf, ParleyError, type Properties, type Wire } from '@parley/protocol'
import { Buffer, DEFAULT_LIMIT } from '../stream/buffer.ts'
import type { Slot, Slots } from '../stream/declare.ts'
import type { Directory } from '../stream/directory.ts'
import type { Inlet, Inlets } from '../stream/inlets.ts'
import { hashOf, type KnownStream, netHashOf } from '../stream/known.ts'
import type { Owners } from '../stream/owners.ts'
import { slotsProfile } from '../stream/profile.ts'
import { Rows } from '../stream/rows.ts'
import { decodeSample, misfit } from '../stream/sample.ts'
import { Bound, type Line, type Source } from './bound.ts'
import { HINTS } from './hints.ts'
import { type Candidate, type Hint, incompatibility, type Matching, matchStreams } from './matching.ts'

const NO_SLOTS: Slots = { stdin: {}, stdtar: {}, stdout: {} }

/** A stream or a sample that an interaction names, before it is known what it will be used for. */
interface Offer extends Candidate {
  /** Begins to collect what comes for a slot, or for none. */
  open(slot: Slot | null, how: Opening): { source: Source; line: Line }
  /** `owner::delivery:group`; null for a sample. */
  readonly group: string | null
}

interface Opening {
  readonly bound: () => Bound
  /** It goes on without its owner. */
  readonly standing: boolean
  /** With the others of its group. */
  readonly rows: Rows | undefined
}

interface Parts {
  readonly self: string
  readonly directory: Pick<Directory, 'resolve'>
  readonly inlets: Inlets
  readonly owners: Pick<Owners, 'follow'>
}

/**
 * From the references and samples of a request to the sources that its handler reads.
 *
 * I1. All or nothing: nothing is listened to before everything is resolved and matched.
 */
export class Binder {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Throws ParleyError NO_SLOT_MATCH that names the slot and what did not fit, UNKNOWN_STREAM, BAD_SAMPLE, BadNameError, or what asking an owner came to. */
  async bind(request: InteractionMessage, slots: Slots = NO_SLOTS): Promise<Bound> {
    const match = matchStreams(await this.#expand(request), slotsProfile(slots))
    if (!match.valid) throw new ParleyError('NO_SLOT_MATCH', match.reason ?? 'the streams do not fit')
    return this.#open(match, slots, false)
  }

  /**
   * Each stream to the slot that it is wired to. What is wired goes on without the owners of its streams, and waits for them to come back.
   * Throws as `bind`.
   */
  async bindWires(request: InteractionMessage, slots: Slots, wires: Readonly<Record<string, string>>): Promise<Bound> {
    const stdin = new Map<string, Offer | null>()
    for (const name of Object.keys(wires))
      if (!Object.hasOwn(slots.stdin, name))
        throw new ParleyError(
          'NO_SLOT_MATCH',
          `wires.${name}: no such input slot, there is ${Object.keys(slots.stdin).join(', ') || 'none'}`,
        )
    for (const [name, slot] of Object.entries(slots.stdin)) {
      const reference = wires[name]
      stdin.set(name, null)
      if (reference === undefined) {
        if (Object.hasOwn(slot, 'default')) continue
        throw new ParleyError('NO_SLOT_MATCH', `wires.${name}: nothing, and the slot has no default`)
      }
      const offers = await this.#offers(request, reference, `wires.${name}`)
      const misfit = offers[0]!.misfit(slot.properties)
      if (misfit) throw new ParleyError('NO_SLOT_MATCH', `wires.${name}: ${reference}: ${misfit}`)
      stdin.set(name, offers[0]!)
    }
    return this.#open({ stdin, stdtar: new Map(), stdext: [] }, slots, true)
  }

  #open({ stdin, stdtar, stdext }: Pick<Matching<Offer>, 'stdin' | 'stdtar' | 'stdext'>, slots: Slots, standing: boolean): Bound {
    const lines: Line[] = []
    const groups = rowsOf([...stdin.values(), ...stdtar.values()])
    const open = (offer: Offer, slot: Slot | null) => {
      const rows = slot && offer.group !== null ? groups.get(offer.group) : undefined
      const { source, line } = offer.open(slot, { bound: () => bound, standing, rows })
      lines.push(line)
      return source
    }
    const fill = (matched: ReadonlyMap<string, Offer | null>, declared: Readonly<Record<string, Slot>>) =>
      new Map(Array.from(matched, ([name, offer]) => [name, offer && open(offer, declared[name]!)] as const))
    const filled = { stdin: fill(stdin, slots.stdin), stdtar: fill(stdtar, slots.stdtar), stdext: stdext.map((offer) => open(offer, null)) }
    const bound: Bound = new Bound(filled, lines)
    return bound
  }

  /** One more stream for an interaction that is open: read by its handler, never by a slot. */
  async attach(bound: Bound, request: InteractionMessage, reference: string): Promise<void> {
    for (const offer of await this.#offers(request, reference, 'stream')) {
      if (!bound.has(offer.hash)) bound.adopt(offer.open(null, { bound: () => bound, standing: false, rows: undefined }))
    }
  }

  async #expand(request: InteractionMessage): Promise<Record<Hint, Offer[]>> {
    const expanded: Record<Hint, Offer[]> = { stdin: [], stdtar: [], stdext: [], stdunk: samplesOf(request.samples) }
    for (const hint of HINTS)
      for (const [i, reference] of (request.streams?.[hint] ?? []).entries()) {
        expanded[hint].push(...(await this.#offers(request, reference, `streams.${hint}[${i}]`)))
      }
    return expanded
  }

  async #offers(request: InteractionMessage, reference: string, field: string): Promise<Offer[]> {
    const streams = await this.#parts.directory.resolve(reference, field, request.requester)
    return streams.map((stream) => this.#offer(request, stream))
  }

  #offer(request: InteractionMessage, stream: KnownStream): Offer {
    const { self, inlets, owners } = this.#parts
    const hash = hashOf(stream)
    const direct = stream.delivery === 'dm'
    if (direct && stream.owner !== request.requester)
      throw new ParleyError(
        'UNKNOWN_STREAM',
        `${hash} is delivered to the recipients of ${stream.owner}'s own interactions, and this one is ${request.requester}'s`,
      )
    return {
      hash,
      group: netHashOf(stream),
      misfit: (slot) => incompatibility(stream.properties, slot),
      open(slot, { bound, standing, rows }) {
        const options = {
          policy: slot?.policy ?? (direct ? 'queue' : 'latest'),
          limit: slot?.limit ?? DEFAULT_LIMIT,
          onFresh: () => bound().changed(),
        }
        const inlet: Inlet = direct ? inlets.openDirect(request, stream, options, rows) : inlets.openShared(stream, options, rows)
        const follows = !direct && !standing && stream.owner !== self
        const unfollow = follows ? owners.follow(stream.owner, () => endOf(inlet.buffer, stream, bound())) : () => {}
        const close = () => {
          unfollow()
          inlet.close()
        }
        return { source: sourceOf(hash, inlet.buffer, slot?.properties ?? stream.properties), line: { begin: inlet.begin, close } }
      },
    }
  }
}

/** For each group of which several streams fill slots. */
function rowsOf(offers: readonly (Offer | null)[]): Map<string, Rows> {
  const groups = offers.flatMap((offer) => offer?.group ?? [])
  return new Map(groups.filter((group, i) => groups.indexOf(group) < i).map((group) => [group, new Rows()]))
}

/** The owner is gone: what has come can still be read. */
function endOf(buffer: Buffer, stream: KnownStream, bound: Bound): void {
  buffer.closed = new ParleyError('STREAM_GONE', `${stream.owner}, whose stream ${stream.name} is read, is gone`)
  bound.changed()
}

function sourceOf(hash: string, buffer: Buffer, properties: Properties, isStream = true): Source {
  return {
    ...{ hash, isStream },
    get fresh() {
      return buffer.fresh
    },
    get tag() {
      return buffer.tag
    },
    get closed() {
      return buffer.closed
    },
    take: () => buffer.take(),
    clear: () => buffer.clear(),
    decode: (value) => decodeSample(properties, value, hash),
  }
}

/** Samples in the place of streams: each is there once. */
function samplesOf(samples: Wire | undefined): Offer[] {
  if (samples === undefined) return []
  if (!Array.isArray(samples)) throw new ParleyError('BAD_REQUEST', `samples: got ${kindOf(samples)}, expected a list`)
  return (samples as readonly Wire[]).map((value, i) => {
    const hash = `<data_sample_${i}>`
    return {
      hash,
      group: null,
      misfit: (slot) => misfit(slot, value, 'it'),
      open(slot) {
        const buffer = new Buffer({ policy: 'queue', limit: 1, onFresh: () => {} }, 0)
        buffer.push(0, [value])
        return { source: sourceOf(hash, buffer, slot?.properties ?? { type: 'any' }, false), line: { begin() {}, close() {} } }
      },
    }
  })
}
