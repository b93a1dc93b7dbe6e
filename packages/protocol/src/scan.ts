import { ParleyError } from './errors.ts'
import { ENVELOPE_DEPTH, MAX_DEPTH, MAX_ENTRIES } from './limits.ts'

/** Bytes that are not one plain MessagePack value within the limits. */
export class UndecodableError extends ParleyError {
  readonly offset: number

  constructor(offset: number, why: string) {
    super('UNDECODABLE', `byte ${offset}: ${why}`)
    this.offset = offset
  }
}

const DEEPEST = MAX_DEPTH + ENVELOPE_DEPTH

/**
 * Reads over one MessagePack value without building it, and throws {@link UndecodableError} unless it is plain (no extension type), whole (no byte missing or
 * left over), within the limits of depth and size, its text valid UTF-8 (decoders disagree about the rest), its keys text and none named `__proto__`.
 * It runs before the decoder because a decoder allocates what a length field claims: five bytes could ask for a gigabyte.
 */
export function scan(bytes: Uint8Array): void {
  const end = scanValue(bytes, 0, 0)
  if (end !== bytes.length) throw new UndecodableError(end, `${bytes.length - end} bytes left over`)
}

function scanValue(b: Uint8Array, at: number, depth: number): number {
  if (at >= b.length) throw new UndecodableError(at, 'ends too early')
  const t = b[at]!
  if (t < 0x80 || t >= 0xe0) return at + 1
  if (t < 0x90) return scanMap(b, at + 1, t & 0x0f, depth)
  if (t < 0xa0) return scanArray(b, at + 1, t & 0x0f, depth)
  if (t < 0xc0) return scanText(b, at + 1, t & 0x1f)
  switch (t) {
    case 0xc0: // nil
    case 0xc2: // false
    case 0xc3: // true
      return at + 1
    case 0xc4: // bin 8
      return skip(b, at + 2, length(b, at + 1, 1))
    case 0xc5:
      return skip(b, at + 3, length(b, at + 1, 2))
    case 0xc6:
      return skip(b, at + 5, length(b, at + 1, 4))
    case 0xd9: // str 8
      return scanText(b, at + 2, length(b, at + 1, 1))
    case 0xda:
      return scanText(b, at + 3, length(b, at + 1, 2))
    case 0xdb:
      return scanText(b, at + 5, length(b, at + 1, 4))
    case 0xcc: // uint 8
    case 0xd0: // int 8
      return skip(b, at + 1, 1)
    case 0xcd:
    case 0xd1:
      return skip(b, at + 1, 2)
    case 0xca: // float 32
    case 0xce:
    case 0xd2:
      return skip(b, at + 1, 4)
    case 0xcb: // float 64
      return skip(b, at + 1, 8)
    case 0xcf:
    case 0xd3:
      return scanInt64(b, at, t === 0xd3)
    case 0xdc:
      return scanArray(b, at + 3, length(b, at + 1, 2), depth)
    case 0xdd:
      return scanArray(b, at + 5, length(b, at + 1, 4), depth)
    case 0xde:
      return scanMap(b, at + 3, length(b, at + 1, 2), depth)
    case 0xdf:
      return scanMap(b, at + 5, length(b, at + 1, 4), depth)
    default:
      throw new UndecodableError(at, `type 0x${t.toString(16)} is not plain MessagePack`)
  }
}

function scanArray(b: Uint8Array, at: number, count: number, depth: number): number {
  checkSize(b, at, count, 1, depth)
  for (let i = 0; i < count; i++) at = scanValue(b, at, depth + 1)
  return at
}

function scanMap(b: Uint8Array, at: number, count: number, depth: number): number {
  checkSize(b, at, count, 2, depth)
  for (let i = 0; i < count; i++) {
    const key = at
    const head = textHead(b[at])
    if (head === 0) throw new UndecodableError(at, 'a key that is not a string')
    at = scanValue(b, at, depth + 1)
    if (at - key - head === PROTO.length && isProto(b, key + head)) throw new UndecodableError(key, 'a key named __proto__')
    at = scanValue(b, at, depth + 1)
  }
  return at
}

/** Bytes before the text of a string, 0 for what is not a string. */
function textHead(t: number | undefined): number {
  if (t === undefined || t < 0xa0 || t > 0xdb) return 0
  if (t < 0xc0) return 1
  return t === 0xd9 ? 2 : t === 0xda ? 3 : t === 0xdb ? 5 : 0
}

function checkSize(b: Uint8Array, at: number, count: number, least: number, depth: number): void {
  if (depth >= DEEPEST) throw new UndecodableError(at, `nested deeper than ${DEEPEST}`)
  if (count > MAX_ENTRIES) throw new UndecodableError(at, `${count} entries, more than ${MAX_ENTRIES}`)
  if (count * least > b.length - at) throw new UndecodableError(at, `${count} entries in ${b.length - at} bytes`)
}

function skip(b: Uint8Array, at: number, count: number): number {
  if (at + count > b.length) throw new UndecodableError(at, `${count} bytes asked for, ${Math.max(0, b.length - at)} left`)
  return at + count
}

function scanText(b: Uint8Array, at: number, count: number): number {
  const end = skip(b, at, count)
  while (at < end) {
    if (b[at]! < 0x80) at++
    else at = scanCharacter(b, at, end)
  }
  return end
}

/** One character of two to four bytes: neither longer than it need be, nor half of a surrogate pair, nor beyond the last code point. */
function scanCharacter(b: Uint8Array, at: number, end: number): number {
  const first = b[at]!
  const size = first < 0xc2 || first > 0xf4 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
  const least = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80
  const most = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf
  if (size === 0 || at + size > end || b[at + 1]! < least || b[at + 1]! > most) throw new UndecodableError(at, 'text that is not UTF-8')
  for (let i = 2; i < size; i++) if ((b[at + i]! & 0xc0) !== 0x80) throw new UndecodableError(at, 'text that is not UTF-8')
  return at + size
}

function length(b: Uint8Array, at: number, width: number): number {
  skip(b, at, width)
  let n = 0
  for (let i = 0; i < width; i++) n = n * 256 + b[at + i]!
  return n
}

/** A 64-bit integer must be one that a double holds exactly: another language's may not be. */
function scanInt64(b: Uint8Array, at: number, signed: boolean): number {
  skip(b, at + 1, 8)
  const high = length(b, at + 1, 4)
  const top = signed && high >= 0x80000000 ? high - 0x100000000 : high
  const value = top * 0x100000000 + length(b, at + 5, 4)
  if (!Number.isSafeInteger(value)) throw new UndecodableError(at, 'an integer beyond 2^53')
  return at + 9
}

const PROTO = [...'__proto__'].map((c) => c.charCodeAt(0))

function isProto(b: Uint8Array, at: number): boolean {
  for (let i = 0; i < PROTO.length; i++) if (b[at + i] !== PROTO[i]) return false
  return true
}
