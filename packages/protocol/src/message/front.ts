import { decodeBehind, encodeAfter, encodeWire } from '../codec.ts'
import type { Wire, WireMap } from '../wire.ts'
import { type Counts, VERSION } from './field.ts'

/** What a pack has beside its head and its rows. Of a status pack `atMs`, of a request pack the others. */
export interface Numbers {
  readonly atMs?: number | undefined
  readonly createdAt?: number | undefined
  readonly timeoutMs?: number | undefined
  readonly heard?: Counts | undefined
}

/** Written as a float 64, like every moment of our time. */
const SOME = 2 ** 40
const FLOAT_BYTES = 8
/** The byte before a float 64; no key that stands behind the head has it. */
const FLOAT_64 = 0xcb

/**
 * All that stands before the rows of a pack: from one pack to the next of the same writer the same bytes, but for a few numbers. Written once and copied, read
 * once and compared. Its bytes are those of the plain map that the pack is: whoever does not know this writes and reads the same.
 */
export class Front {
  /** Frozen. */
  readonly head: WireMap
  readonly #atMs: boolean
  readonly #timeoutMs: boolean
  readonly #heard: boolean
  readonly #bytes: Uint8Array
  readonly #numbers: DataView
  /** Where each number stands, in order. */
  readonly #places: readonly number[]

  constructor(head: WireMap, { atMs, timeoutMs, heard }: Numbers) {
    const map: { [key: string]: Wire } = { v: VERSION, head }
    const headBytes = encodeWire(map).length
    map[atMs === undefined ? 'createdAt' : 'atMs'] = SOME
    if (timeoutMs !== undefined) map.timeoutMs = SOME
    if (heard !== undefined) map.heard = [SOME, SOME]
    const bytes = Uint8Array.from(encodeWire({ ...map, pack: 0 }))
    this.head = Object.freeze(head)
    this.#atMs = atMs !== undefined
    this.#timeoutMs = timeoutMs !== undefined
    this.#heard = heard !== undefined
    this.#bytes = bytes.subarray(0, bytes.length - 1) // without the 0, whose place the rows take
    this.#numbers = new DataView(bytes.buffer)
    this.#places = floatsIn(this.#bytes, headBytes)
  }

  get length(): number {
    return this.#bytes.length
  }

  /** Whether it is the front of a pack with these numbers. */
  fits({ atMs, timeoutMs, heard }: Numbers): boolean {
    return this.#atMs === (atMs !== undefined) && this.#timeoutMs === (timeoutMs !== undefined) && this.#heard === (heard !== undefined)
  }

  write({ atMs, createdAt, timeoutMs, heard }: Numbers, rows: Wire): Uint8Array {
    let n = 0
    this.#put(n++, atMs ?? createdAt!)
    if (timeoutMs !== undefined) this.#put(n++, timeoutMs)
    if (heard !== undefined) {
      this.#put(n++, heard[0])
      this.#put(n, heard[1])
    }
    return encodeAfter(this.#bytes, rows)
  }

  /** Whether a message begins so, whatever its numbers. */
  begins(message: Uint8Array): boolean {
    if (message.length <= this.length) return false
    let from = 0
    for (let n = 0; n < this.#places.length; n++) {
      const to = this.#places[n]!
      if (!this.#stands(message, from, to)) return false
      from = to + FLOAT_BYTES
    }
    return this.#stands(message, from, this.length)
  }

  /** Of a message that begins so. Throws UndecodableError. */
  read(message: Uint8Array): Wire {
    const { head } = this
    const pack = decodeBehind(message, this.length, 1)
    let n = 0
    const first = this.#number(message, n++)
    const map: { [key: string]: Wire } = this.#atMs ? { v: VERSION, head, atMs: first, pack } : { v: VERSION, head, createdAt: first, pack }
    if (this.#timeoutMs) map.timeoutMs = this.#number(message, n++)
    if (this.#heard) map.heard = [this.#number(message, n++), this.#number(message, n)]
    return map
  }

  #put(n: number, value: number): void {
    this.#numbers.setFloat64(this.#places[n]!, value)
  }

  #number(message: Uint8Array, n: number): number {
    const at = this.#places[n]!
    for (let i = at; i < at + FLOAT_BYTES; i++) this.#bytes[i] = message[i]!
    return this.#numbers.getFloat64(at)
  }

  /** Four at a time: byte by byte, the loop itself would cost more than what it does. */
  #stands(message: Uint8Array, from: number, to: number): boolean {
    const bytes = this.#bytes
    let other = 0
    let i = from
    for (; i + 4 <= to; i += 4)
      other |=
        (bytes[i]! ^ message[i]!) |
        (bytes[i + 1]! ^ message[i + 1]!) |
        (bytes[i + 2]! ^ message[i + 2]!) |
        (bytes[i + 3]! ^ message[i + 3]!)
    for (; i < to; i++) other |= bytes[i]! ^ message[i]!
    return other === 0
  }
}

function floatsIn(bytes: Uint8Array, from: number): number[] {
  const places: number[] = []
  for (let at = bytes.indexOf(FLOAT_64, from); at >= 0; at = bytes.indexOf(FLOAT_64, at + 1 + FLOAT_BYTES)) places.push(at + 1)
  return places
}
