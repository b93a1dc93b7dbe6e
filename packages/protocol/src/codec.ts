import { Packr } from 'msgpackr/pack' // the whole package looks for a native decoder, and reader.ts decodes
import { read } from './reader.ts'
import { toWire, type Wire } from './wire.ts'

/**
 * Plain maps, no records and no extension types: every language reads it.
 * `useToJSON` is off because a map may have a key of that name, which is not a method.
 */
const packr = new Packr({ useRecords: false, variableMapSize: true, useToJSON: false })

/** MessagePack of a value. Throws NotWireError, with the path from `field` on, for what cannot travel. */
export function encode(value: unknown, field = 'value'): Uint8Array {
  return packr.pack(toWire(value, field))
}

/** MessagePack of a value whose every part is known to be Wire: an envelope of our own around arguments that {@link toWire} has passed. */
export function encodeWire(value: Wire): Uint8Array {
  return packr.pack(value)
}

/** The value in the bytes. Throws UndecodableError for anything that is not exactly one plain value. Bytes inside it are views, not copies. */
export function decode(bytes: Uint8Array): Wire {
  return read(bytes)
}
