import fc from 'fast-check'
import { encodeWire } from '../codec.ts'
import type { Wire } from '../wire.ts'
import { replaced } from './tampered.ts'

/** What an attacker, a bug or another protocol might put where a value should be. */
const HOSTILE: readonly (readonly number[])[] = [
  [0xdd, 0xff, 0xff, 0xff, 0xff], // an array of four thousand million
  [0xdd, 0x00, 0x01, 0x86, 0xa0], // one that is just within the limit
  [0xdf, 0x7f, 0xff, 0xff, 0xff],
  [0xdc, 0xff, 0xff],
  [0xde, 0xff, 0xff],
  [0xc6, 0xff, 0xff, 0xff, 0xff],
  [0xdb, 0x3f, 0xff, 0xff, 0xff],
  [0xc1], // never used
  [0xc7, 0x01, 0x05, 0x00], // extension types
  [0xc8, 0xff, 0xff, 0x01],
  [0xc9, 0xff, 0xff, 0xff, 0xff, 0x01],
  [0xd4, 0x00, 0x00], // undefined, as some write it
  [0xd6, 0xff, 0x00, 0x00, 0x00, 0x00], // a time
  [0xd6, 0x62, 0x00, 0x00, 0x00, 0x09], // bundled strings
  [0xd6, 0x70, 0x00, 0x00, 0x00, 0x01], // a pointer to another object
  [0xd4, 0x72, 0x40, 0x91, 0xa1, 0x61, 0x01], // a record definition
  [0xd5, 0x72, 0x40, 0x01, 0x91, 0xa1, 0x61, 0x01],
  [0x81, 0xa9, ...ascii('__proto__'), 0x81, 0xa8, ...ascii('polluted'), 0xc3],
  [0x81, 0xd9, 0x09, ...ascii('__proto__'), 0x81, 0xa8, ...ascii('polluted'), 0xc3],
  [0x81, 0xab, 0xc1, 0x9f, 0xc1, 0x9f, ...ascii('proto__'), 0x01], // in overlong UTF-8
  [0x81, 0xab, ...ascii('constructor'), 0x81, 0xa9, ...ascii('prototype'), 0x80],
  [0xa3, 0xed, 0xa0, 0x80], // half of a surrogate pair
  [0xcf, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
  [0xd3, 0x80, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00],
]

function ascii(text: string): number[] {
  return [...text].map((c) => c.charCodeAt(0))
}

const nest = fc
  .tuple(fc.constantFrom([0x91], [0x81, 0xa1, 0x61], [0xdc, 0x00, 0x01], [0x92, 0xc0]), fc.integer({ min: 1, max: 90 }))
  .map(([level, times]) => Array.from({ length: times }, () => level).flat())

const put = fc.oneof(
  { weight: 2, arbitrary: fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 6 }) },
  { weight: 2, arbitrary: fc.constantFrom(...HOSTILE) },
  { weight: 1, arbitrary: nest },
)

/** A piece cut out and another put in its place; with `flip`, only one bit turned over. */
interface Mutation {
  readonly at: number
  readonly flip: number | undefined
  readonly drop: number
  readonly put: readonly number[]
}

const mutation: fc.Arbitrary<Mutation> = fc.record({
  at: fc.nat(),
  flip: fc.option(fc.integer({ min: 0, max: 7 }), { nil: undefined, freq: 1 }),
  drop: fc.oneof({ weight: 3, arbitrary: fc.nat(3) }, { weight: 1, arbitrary: fc.constant(Number.MAX_SAFE_INTEGER) }),
  put,
})

function apply(bytes: Uint8Array, { at, flip, drop, put: piece }: Mutation): Uint8Array {
  const i = at % (bytes.length + 1)
  if (flip === undefined) return Uint8Array.from([...bytes.subarray(0, i), ...piece, ...bytes.subarray(Math.min(i + drop, bytes.length))])
  const turned = Uint8Array.from(bytes)
  if (i < turned.length) turned[i]! ^= 1 << flip
  return turned
}

/** Bytes after a few accidents: bits turned, pieces lost, put in, or taken from a second message. */
export function mutated(good: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> {
  const splice = fc.tuple(good, good, fc.nat(), fc.nat()).map(([a, b, i, j]) => {
    return Uint8Array.from([...a.subarray(0, i % (a.length + 1)), ...b.subarray(j % (b.length + 1))])
  })
  const accidents = fc.tuple(good, fc.array(mutation, { minLength: 1, maxLength: 2 })).map(([bytes, all]) => all.reduce(apply, bytes))
  return fc.oneof({ weight: 5, arbitrary: accidents }, { weight: 1, arbitrary: splice })
}

const MARK = Uint8Array.of(0xca, 0xfe, 0xca, 0xfe, 0xca, 0xfe)

/** Bytes of a message in which a hostile piece stands exactly where a value should: an accident seldom hits one. */
export function implanted(good: fc.Arbitrary<Wire>): fc.Arbitrary<Uint8Array> {
  return fc.tuple(good, fc.nat(), put).map(([message, at, piece]) => {
    const bytes = encodeWire(replaced(message, at, MARK))
    const i = Math.max(0, Buffer.from(bytes).indexOf(MARK) - 2)
    return Uint8Array.from([...bytes.subarray(0, i), ...piece, ...bytes.subarray(i + 2 + MARK.length)])
  })
}

/** Bytes of nobody: uniform, or pieces from the list above in a row. */
export const random: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc.array(put, { maxLength: 8 }).map((pieces) => Uint8Array.from(pieces.flat())),
)
