import type * as fc from 'fast-check'
import { decode, encodeWire } from '../codec.ts'
import type { ParleyError } from '../errors.ts'
import type { Wire } from '../wire.ts'
import { KINDS } from './message-arbitrary.ts'

export const arbitraryOf = <T>(name: string) => KINDS.find((kind) => kind.name === name)!.arbitrary as unknown as fc.Arbitrary<T>
export const travelled = (value: Wire) => decode(Uint8Array.from(encodeWire(value)))

/** What a pack gives back: its messages with their ids, or the codes of what is wrong. */
export function opened<M>(
  unpack: (value: Wire, to: { message(id: string, message: M): void; bad(id: string | null, error: ParleyError): void }) => void,
  value: Wire,
) {
  const messages: [string, M][] = []
  const bad: [string | null, string][] = []
  unpack(value, {
    message: (id, message) => messages.push([id, message]),
    bad: (id, error) => bad.push([id, `${error.code} ${error.message}`]),
  })
  return { messages, bad }
}
