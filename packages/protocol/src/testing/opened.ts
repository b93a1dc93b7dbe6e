import type * as fc from 'fast-check'
import { decode, encodeWire } from '../codec.ts'
import { lengthenId } from '../ids.ts'
import type { Unpacked } from '../message/pack.ts'
import type { RequestPack } from '../message/request-pack.ts'
import type { StatusPack } from '../message/status-pack.ts'
import type { Wire } from '../wire.ts'
import { KINDS } from './message-arbitrary.ts'

export const arbitraryOf = <T>(name: string) => KINDS.find((kind) => kind.name === name)!.arbitrary as unknown as fc.Arbitrary<T>
export const travelled = (pack: RequestPack | StatusPack) => decode(Uint8Array.from(encodeWire(pack as unknown as Wire))) as Wire & object

/** What a pack gives back: its messages with their ids, or the codes of what is wrong. */
export function opened<M>(unpack: (value: Wire, to: Unpacked<M>) => void, value: object, requesterInstance: string) {
  const messages: [string, M][] = []
  const bad: [string | null, string][] = []
  unpack(value as Wire, {
    message: (id, message) => void messages.push([lengthenId(id, requesterInstance), message]),
    bad: (id, error) => void bad.push([id, `${error.code} ${error.message}`]),
  })
  return { messages, bad }
}
