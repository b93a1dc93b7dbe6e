import { ParleyError } from './errors.ts'
import { ENVELOPE_DEPTH, MAX_DEPTH, MAX_ENTRIES } from './limits.ts'
import { interned, readText } from './text.ts'
import type { Wire } from './wire.ts'

/** Bytes that are not one plain MessagePack value within the limits. */
export class UndecodableError extends ParleyError {
  readonly offset: number

  constructor(offset: number, why: string) {
    super('UNDECODABLE', `byte ${offset}: ${why}`)
    this.offset = offset
  }
}

const DEEPEST = MAX_DEPTH + ENVELOPE_DEPTH
/** Short texts that were read before, keys and an envelope's words: they are the same every time, and reading them costs more than finding them. */
const KEPT = 1_024
const LONGEST_KEPT = 32
/** How deep an envelope's own words stand: below are arguments and results, which are not the same every time. */
const WORDS_DEPTH = 3
/** Items of an array that is made before they are read. */
const SMALL = 32
/** Bytes that are copied, and of the memory that such copies share: a view would keep alive all that was read together with them. */
const [COPIED, SHELF] = [4 * 1024, 16 * 1024]

/**
 * Reads one MessagePack value, and nothing but: plain (no extension type), whole (no byte missing or left over), within the limits of depth and size, its text
 * valid UTF-8 (decoders disagree about the rest), its keys text and none named `__proto__`. Throws {@link UndecodableError} for the first thing that is not so.
 *
 * R1. Nothing is allocated because a length field says so: every item takes a byte at least, and the bytes are there.
 * R2. One value at a time: the position is the module's, because a closure or an object for each value would cost as much as the reading.
 */
let bytes: Uint8Array = new Uint8Array(0)
let at = 0
const keys: string[] = new Array<string>(KEPT).fill('')
const words: string[] = new Array<string>(KEPT).fill('')
const float = new DataView(new ArrayBuffer(8))
/** What is left of the memory for copies. */
let shelf = new Uint8Array(0)

export const read = (from: Uint8Array): Wire => readBehind(from, 0, 0)

/** The value that stands behind what somebody has read already, so many levels deep, and ends with the bytes. */
export function readBehind(from: Uint8Array, before: number, depth: number): Wire {
  bytes = from
  at = before
  try {
    const value = readValue(depth)
    if (at !== bytes.length) throw new UndecodableError(at, `${bytes.length - at} bytes left over`)
    return value
  } finally {
    bytes = EMPTY
  }
}
const EMPTY = new Uint8Array(0)

function readValue(depth: number): Wire {
  if (at >= bytes.length) throw new UndecodableError(at, 'ends too early')
  const t = bytes[at++]!
  if (t < 0x80) return t
  if (t < 0x90) return readMap(t & 0x0f, depth)
  if (t < 0xa0) return readArray(t & 0x0f, depth)
  if (t < 0xc0) return depth > WORDS_DEPTH ? textOf(t & 0x1f) : wordOf(t & 0x1f)
  if (t >= 0xe0) return t - 0x100
  switch (t) {
    case 0xc0:
      return null
    case 0xc2:
      return false
    case 0xc3:
      return true
    case 0xc4:
      return bytesOf(unsigned(1))
    case 0xc5:
      return bytesOf(unsigned(2))
    case 0xc6:
      return bytesOf(unsigned(4))
    case 0xca:
      return floatOf(4)
    case 0xcb:
      return floatOf(8)
    case 0xcc:
      return unsigned(1)
    case 0xcd:
      return unsigned(2)
    case 0xce:
      return unsigned(4)
    case 0xcf:
      return integer64(false)
    case 0xd0:
      return (unsigned(1) << 24) >> 24
    case 0xd1:
      return (unsigned(2) << 16) >> 16
    case 0xd2:
      return unsigned(4) | 0
    case 0xd3:
      return integer64(true)
    case 0xd9:
      return textOf(byte())
    case 0xda:
      return textOf(unsigned(2))
    case 0xdb:
      return textOf(unsigned(4))
    case 0xdc:
      return readArray(unsigned(2), depth)
    case 0xdd:
      return readArray(unsigned(4), depth)
    case 0xde:
      return readMap(unsigned(2), depth)
    case 0xdf:
      return readMap(unsigned(4), depth)
    default:
      throw new UndecodableError(at - 1, `type 0x${t.toString(16)} is not plain MessagePack`)
  }
}

function readArray(count: number, depth: number): Wire {
  checkSize(count, 1, depth)
  if (count > SMALL) return readItems(count, depth)
  // made in its size: one that grows takes room for a dozen more
  const array = new Array<Wire>(count)
  for (let i = 0; i < count; i++) {
    const t = bytes[at]!
    if (t < 0x80)
      array[i] = bytes[at++]! // what most of a row is: nothing need be called for it
    else array[i] = readValue(depth + 1)
  }
  return array
}

function readItems(count: number, depth: number): Wire {
  const array: Wire[] = []
  for (let i = 0; i < count; i++) array.push(readValue(depth + 1))
  return array
}

function readMap(count: number, depth: number): Wire {
  checkSize(count, 2, depth)
  const map: Record<string, Wire> = {}
  for (let i = 0; i < count; i++) {
    const key = readKey()
    map[key] = readValue(depth + 1)
  }
  return map
}

function readKey(): string {
  const from = at
  const t = bytes[at++] ?? 0
  const size = t >= 0xa0 && t < 0xc0 ? t & 0x1f : t === 0xd9 ? unsigned(1) : t === 0xda ? unsigned(2) : t === 0xdb ? unsigned(4) : -1
  if (size < 0) throw new UndecodableError(from, 'a key that is not a string')
  const key = size > LONGEST_KEPT ? textOf(size) : keptOf(size, keys)
  if (key === '__proto__') throw new UndecodableError(from, 'a key named __proto__')
  return key
}

/** At most 31 bytes. */
const wordOf = (size: number): string => keptOf(size, words)

/** A short text out of those that were kept, or from now on kept among them. */
function keptOf(size: number, among: string[]): string {
  const from = take(size)
  const end = from + size
  let hash = size
  for (let i = from; i < end; i++) hash = (Math.imul(hash, 31) + bytes[i]!) | 0
  const slot = hash & (KEPT - 1)
  const kept = among[slot]!
  if (isAt(kept, from, size)) return kept
  const text = readText(bytes, from, end) ?? notText(from)
  if (text.length !== size) return text
  among[slot] = interned(text)
  return among[slot]
}

/** Whether a kept text stands there; only ASCII is kept, so a code unit is a byte. */
function isAt(text: string, from: number, size: number): boolean {
  if (text.length !== size) return false
  for (let i = 0; i < size; i++) if (text.charCodeAt(i) !== bytes[from + i]) return false
  return true
}

function checkSize(count: number, least: number, depth: number): void {
  if (depth >= DEEPEST) throw new UndecodableError(at, `nested deeper than ${DEEPEST}`)
  if (count > MAX_ENTRIES) throw new UndecodableError(at, `${count} entries, more than ${MAX_ENTRIES}`)
  if (count * least > bytes.length - at) throw new UndecodableError(at, `${count} entries in ${bytes.length - at} bytes`)
}

/** Where the next `count` bytes begin; the position is behind them. */
function take(count: number): number {
  const from = at
  if (from + count > bytes.length) throw new UndecodableError(from, `${count} bytes asked for, ${bytes.length - from} left`)
  at += count
  return from
}

function bytesOf(count: number): Uint8Array {
  const from = take(count)
  const view = bytes.subarray(from, from + count)
  return count < COPIED ? copyOf(view) : view
}

function copyOf(view: Uint8Array): Uint8Array {
  if (shelf.length < view.length) shelf = new Uint8Array(SHELF)
  shelf.set(view)
  const copy = shelf.subarray(0, view.length)
  shelf = shelf.subarray(view.length)
  return copy
}

function textOf(size: number): string {
  const from = take(size)
  return readText(bytes, from, from + size) ?? notText(from)
}

function notText(from: number): never {
  throw new UndecodableError(from, 'text that is not UTF-8')
}

/** What most lengths are. */
const byte = (): number => bytes[take(1)]!

function unsigned(width: number): number {
  const from = take(width)
  let n = 0
  for (let i = 0; i < width; i++) n = n * 256 + bytes[from + i]!
  return n
}

function floatOf(width: 4 | 8): number {
  for (let i = 0; i < width; i += 4) float.setUint32(i, unsigned(4))
  return width === 4 ? float.getFloat32(0) : float.getFloat64(0)
}

/** A 64-bit integer must be one that a double holds exactly: another language's may not be. */
function integer64(signed: boolean): number {
  const from = at - 1
  const high = unsigned(4)
  const value = (signed ? high | 0 : high) * 0x1_0000_0000 + unsigned(4)
  if (!Number.isSafeInteger(value)) throw new UndecodableError(from, 'an integer beyond 2^53')
  return value
}
