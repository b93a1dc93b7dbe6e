import { kindOf, ParleyError, parseReference } from '@parley/protocol'
import type { Hint } from './matching.ts'

/** Where streams can be meant to go, in the order in which they are resolved. */
export const HINTS: readonly Hint[] = ['stdin', 'stdtar', 'stdext', 'stdunk']

/** Stream references by hint, every key there. */
export type HintedStreams = Readonly<Record<Hint, readonly string[]>>

/** What a sender may write: references without a preference, or by where they should go. */
export type WantedStreams = readonly string[] | { readonly [H in Hint]?: readonly string[] }

/** In one form, in the order given. Throws ParleyError BAD_REQUEST, or BadNameError for a text that names no stream. */
export function hintedStreams(streams: unknown): HintedStreams {
  if (Array.isArray(streams)) return { stdin: [], stdtar: [], stdext: [], stdunk: references(streams, 'streams') }
  if (kindOf(streams) !== 'a map') throw bad('streams', kindOf(streams), `a list, or a map with the keys ${HINTS.join(', ')}`)
  const given = streams as Record<string, unknown>
  for (const key in given) if (!HINTS.includes(key as Hint)) throw bad(`streams.${key}`, 'an unknown key', HINTS.join(', '))
  const of = (hint: Hint) => references(given[hint] ?? [], `streams.${hint}`)
  return { stdin: of('stdin'), stdtar: of('stdtar'), stdext: of('stdext'), stdunk: of('stdunk') }
}

export const noStreams = (streams: HintedStreams): boolean => HINTS.every((hint) => streams[hint].length === 0)

function references(list: unknown, field: string): string[] {
  if (!Array.isArray(list)) throw bad(field, kindOf(list), 'a list of streams')
  for (const [i, reference] of list.entries()) {
    if (typeof reference !== 'string') throw bad(`${field}[${i}]`, kindOf(reference), 'the text that names a stream')
    parseReference(reference, `${field}[${i}]`)
  }
  return [...(list as string[])]
}

const bad = (field: string, got: string, expected: string) => new ParleyError('BAD_REQUEST', `${field}: got ${got}, expected ${expected}`)
