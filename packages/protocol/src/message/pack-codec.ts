import { decode } from '../codec.ts'
import { kindOf, type Wire, type WireMap } from '../wire.ts'
import type { Counts } from './field.ts'
import { Front, type Numbers } from './front.ts'
import { packRequests, type RequestPack, type RequestRow } from './request-pack.ts'
import { packStatuses, type StatusPack, type StatusRow } from './status-pack.ts'

/** A pack, and its bytes. */
export interface Packed<P> {
  readonly message: P
  readonly data: Uint8Array
}

/** Packs of one writer: what stands before their rows it has written before. */
export class PackWriter {
  #requests: Front | null = null
  #statuses: Front | null = null

  /** As {@link packRequests}. */
  requests(rows: readonly RequestRow[], heard?: Counts): Packed<RequestPack> {
    const message = packRequests(rows, heard, this.#requests?.head as RequestPack['head'] | undefined)
    this.#requests = frontOf(message, this.#requests)
    return { message, data: this.#requests.write(message, message.pack as unknown as Wire) }
  }

  /** As {@link packStatuses}. */
  statuses(rows: readonly StatusRow[], requesterInstance: string): Packed<StatusPack> {
    const message = packStatuses(rows, requesterInstance, this.#statuses?.head as StatusPack['head'] | undefined)
    this.#statuses = frontOf(message, this.#statuses)
    return { message, data: this.#statuses.write(message, message.pack as unknown as Wire) }
  }
}

const frontOf = (pack: RequestPack | StatusPack, last: Front | null): Front =>
  last?.head === pack.head && last.fits(pack) ? last : new Front(pack.head as WireMap, pack)

/** Places for fronts, two in each: of two writers that meet in one, none would be known if there were one. How long a front may be. */
const PLACES = 1_024
const LONGEST = 512
/** Where the bytes stand by which a front is looked for, each fourth of them: the name of its writer's instance is there. */
const [TELLING_FROM, TELLING_TO] = [16, 64]
const newer = new Array<Front | undefined>(PLACES).fill(undefined)
const older = new Array<Front | undefined>(PLACES).fill(undefined)

/**
 * As {@link decode}. A pack that begins like one that came before is read from its rows on; its head is the same frozen object as before, so whoever has checked
 * it need not again. Throws UndecodableError.
 */
export function decodeMessage(message: Uint8Array): Wire {
  const place = placeOf(message)
  const one = newer[place]
  const other = older[place]
  if (one?.begins(message)) return one.read(message)
  if (other?.begins(message)) return other.read(message)
  const value = decode(message)
  const seen = seenIn(value)
  if (seen?.begins(message) && seen.length <= LONGEST) {
    older[place] = one
    newer[place] = seen
  }
  return value
}

/** Of a pack as we write it: another one does not begin so. */
function seenIn(value: Wire): Front | null {
  if (kindOf(value) !== 'a map' || !('pack' in (value as WireMap))) return null
  const { head, ...numbers } = value as WireMap
  return kindOf(head) === 'a map' ? new Front(head as WireMap, numbers as Numbers) : null
}

function placeOf(message: Uint8Array): number {
  const to = Math.min(TELLING_TO, message.length)
  let hash = 0
  for (let i = TELLING_FROM; i < to; i += 4) hash = (Math.imul(hash, 31) + message[i]!) | 0
  return hash & (PLACES - 1)
}
