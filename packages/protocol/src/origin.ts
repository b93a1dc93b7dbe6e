import { lengthenId, type ShortId, shortenId } from './ids.ts'
import { buildUuid } from './names.ts'

/**
 * Where an interaction comes from: a uuid in the parts by which whoever was asked finds it. `instance` has made the id, `short` is the id beside it;
 * an id of another form is of no instance, and whole. One uuid, one origin.
 *
 * A class, like all that lives as long as an interaction: what a literal makes may be laid among the old objects from then on (docs/performance.md).
 */
export class Origin {
  readonly requester: string
  readonly instance: string
  readonly short: ShortId

  constructor(requester: string, instance: string, short: ShortId) {
    this.requester = requester
    this.instance = instance
    this.short = short
  }
}

/** `maker`: the instance that has most likely made the id; when it has, nothing is cut out of a text. */
export function originOf(id: string, requester: string, maker?: string): Origin {
  if (maker !== undefined) {
    const short = shortenId(id, maker)
    if (typeof short === 'number') return new Origin(requester, maker, short)
  }
  const instance = id.slice(0, Math.max(0, id.lastIndexOf('-')))
  const short = shortenId(id, instance)
  return new Origin(requester, typeof short === 'number' ? instance : '', short)
}

/** Of a uuid: the id ends at the first underscore. */
export function originIn(uuid: string): Origin {
  const cut = uuid.indexOf('_')
  return originOf(uuid.slice(0, Math.max(0, cut)), uuid.slice(cut + 1))
}

/** Its id beside an instance, be that the one that has made it or another. */
export const shortBeside = ({ instance: maker, short }: Origin, instance: string): ShortId =>
  maker === instance ? short : lengthenId(short, maker)

export const uuidOf = ({ requester, instance, short }: Origin): string => buildUuid(lengthenId(short, instance), requester)
