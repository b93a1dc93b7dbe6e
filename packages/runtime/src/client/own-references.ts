import { kindOf, ParleyError, parseReference, type WireMap } from '@parley/protocol'
import type { Content } from '../interaction/content.ts'
import type { HINTS, HintedStreams } from '../interaction/hints.ts'
import { hashOf } from '../stream/known.ts'
import type { OwnStreams } from '../stream/own-streams.ts'

/** What is sent, and what it makes this process write. */
export interface OwnContent {
  readonly content: Content
  /** Whether a stream of one's own goes to its targets. */
  readonly writes: boolean
  /** First samples, by stream. */
  readonly first: WireMap | null
}

/**
 * Own streams by their full names, so that a target knows whose they are; the names of others are the target's to resolve.
 * Samples by stream are written on those streams.
 * Throws ParleyError UNKNOWN_STREAM, or BAD_REQUEST for a volatile one that would have to wait for what is written.
 */
export function withOwnStreams({ samples, ...content }: Content, own: OwnStreams, self: string): OwnContent {
  const first = kindOf(samples) === 'a map' ? (samples as WireMap) : null
  for (const name of Object.keys(first ?? {})) if (own.get(name)?.delivery !== 'dm') throw notOwn(`samples.${name}`, name, own)
  const listed = first ? { stdin: [], stdtar: [], stdext: [], stdunk: Object.keys(first) } : content.streams
  if (!listed) return { content: samples === undefined ? content : { ...content, samples }, writes: false, first: null }
  let writes = false
  const resolve = (text: string, field: string): string[] => {
    const reference = parseReference(text, field)
    if (reference.form !== 'bare' && reference.owner !== self) return [text]
    const found = own.find(reference)
    if (found.length === 0 && reference.form !== 'bare') throw notOwn(field, text, own)
    writes ||= found.some(({ delivery }) => delivery === 'dm')
    return found.length > 0 ? found.map(hashOf) : [text]
  }
  const of = (hint: (typeof HINTS)[number]) => listed[hint].flatMap((text, i) => resolve(text, `streams.${hint}[${i}]`))
  const streams: HintedStreams = { stdin: of('stdin'), stdtar: of('stdtar'), stdext: of('stdext'), stdunk: of('stdunk') }
  if (writes && content.volatile)
    throw new ParleyError(
      'BAD_REQUEST',
      'volatile: got true, expected false: with its delivery it is over, and no sample of yours would follow',
    )
  return { content: { ...content, streams }, writes, first }
}

function notOwn(field: string, name: string, own: OwnStreams): ParleyError {
  const names = own.all.map((stream) => `${stream.name} (${stream.delivery})`).join(', ')
  return new ParleyError('UNKNOWN_STREAM', `${field}: no stream ${name} of its own that goes to its targets, there is ${names || 'none'}`)
}
