import { Packr, RESERVE_START_SPACE } from 'msgpackr/pack' // the whole package looks for a native decoder, and reader.ts decodes
import { read, readBehind } from './reader.ts'
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

/** Bytes that the encoder can leave free before what it writes. */
const MOST_BEFORE = 255

/** As {@link encodeWire}, behind bytes that are there already. */
export function encodeAfter(before: Uint8Array, value: Wire): Uint8Array {
  const { length } = before
  if (length > MOST_BEFORE) return joined(before, packr.pack(value))
  const bytes = packr.pack(value, RESERVE_START_SPACE + length)
  bytes.set(before)
  return bytes
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}

/** The value in the bytes. Throws UndecodableError for anything that is not exactly one plain value. Bytes inside it are views, and copies where they are few. */
export function decode(bytes: Uint8Array): Wire {
  return read(bytes)
}

/** The value that stands behind so many bytes, so many levels deep in the one that they begin. Throws UndecodableError. */
export const decodeBehind = (bytes: Uint8Array, before: number, depth: number): Wire => readBehind(bytes, before, depth)
