import { type Delivery, netHash, type Properties, type StreamProfile, userHash, type Visibility } from '@parley/protocol'

/** A stream as everybody may know it: whose, what, and how it is delivered. */
export interface KnownStream {
  readonly owner: string
  readonly name: string
  readonly group: string
  readonly delivery: Delivery
  readonly visibility: Visibility
  readonly properties: Properties
}

export const hashOf = ({ owner, name }: KnownStream): string => userHash(owner, name)
export const netHashOf = ({ owner, delivery, group }: KnownStream): string => netHash(owner, delivery, group)

/** From what an owner tells of itself. */
export function knownFrom(owner: string, { name, group, delivery, visibility, ...properties }: StreamProfile): KnownStream {
  return { owner, name, group, delivery, visibility, properties }
}
