import type { Delivery } from './message/properties.ts'
import { BadNameError, isAgentName, isLabel } from './names.ts'

/**
 * How a stream is named, in one of four forms: `peer:name` (user hash), `peer::dm:group` or `peer::ps:group` (net hash: every stream of the group),
 * a bare name, a bare group. What a bare word means is decided where the streams are known.
 */
export type Reference =
  | { readonly form: 'user'; readonly owner: string; readonly name: string }
  | { readonly form: 'net'; readonly owner: string; readonly delivery: Delivery; readonly group: string }
  | { readonly form: 'bare'; readonly name: string }

export const userHash = (owner: string, name: string): string => `${owner}:${name}`
export const netHash = (owner: string, delivery: Delivery, group: string): string => `${owner}::${delivery}:${group}`

/** Throws BadNameError that names `field`. */
export function parseReference(text: unknown, field: string): Reference {
  const parts = typeof text === 'string' ? text.split(':') : []
  const [owner = '', second = '', delivery = '', group = ''] = parts
  if (parts.length === 1 && isLabel(owner)) return { form: 'bare', name: owner }
  if (parts.length === 2 && isAgentName(owner) && isLabel(second)) return { form: 'user', owner, name: second }
  if (parts.length === 4 && isAgentName(owner) && second === '' && (delivery === 'dm' || delivery === 'ps') && isLabel(group))
    return { form: 'net', owner, delivery, group }
  throw new BadNameError(field, text, 'a stream: agent:name, agent::dm:group, agent::ps:group, a name or a group')
}
