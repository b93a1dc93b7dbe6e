import { decodeBehind, encodeAfter, encodeWire } from '../codec.ts'
import type { Wire, WireMap } from '../wire.ts'
import { VERSION } from './field.ts'

/** What a pack has beside its head and its rows. Of a status pack `atMs`, of a request pack the others. */
export interface Numbers {
  readonly atMs?: number | undefined
  readonly createdAt?: number | undefined
  readonly timeoutMs?: number | undefined
}

/** Written as a float 64, like every moment of our time. */
const SOME_MS = 2 ** 40
const FLOAT_BYTES = 8
/** The key `pack`; the key `timeoutMs`, and the type of its value. */
const [PACK_BYTES, TIMEOUT_BYTES] = [5, 11]

/**
 * All that stands before the rows of a pack: from one pack to the next of the same writer the same bytes, but for a number or two. Written once and copied, read
 * once and compared. Its bytes are those of the plain map that the pack is: whoever does not know this writes and reads the same.
 */
export class Front {
  /** Frozen. */
  readonly head: WireMap
  readonly #atMs: boolean
  readonly #timeoutMs: boolean
  readonly #bytes: Uint8Array
  readonly #numbers: DataView
  /** Where the first number stands, and the second one; it ends where there is none. */
  readonly #firstAt: number
  readonly #secondAt: number

  constructor(head: WireMap, { atMs, timeoutMs }: Numbers) {
    const first = atMs === undefined ? 'createdAt' : 'atMs'
    const second = timeoutMs === undefined ? {} : { timeoutMs: SOME_MS }
    const bytes = Uint8Array.from(encodeWire({ v: VERSION, head, [first]: SOME_MS, ...second, pack: 0 }))
    this.head = Object.freeze(head)
    this.#atMs = atMs !== undefined
    this.#timeoutMs = timeoutMs !== undefined
    this.#bytes = bytes.subarray(0, bytes.length - 1) // without the 0, whose place the rows take
    this.#numbers = new DataView(bytes.buffer)
    this.#secondAt = this.length - PACK_BYTES - (this.#timeoutMs ? FLOAT_BYTES : 0)
    this.#firstAt = this.#secondAt - (this.#timeoutMs ? TIMEOUT_BYTES : 0) - FLOAT_BYTES
  }

  get length(): number {
    return this.#bytes.length
  }

  /** Whether it is the front of a pack with these numbers. */
  fits({ atMs, timeoutMs }: Numbers): boolean {
    return this.#atMs === (atMs !== undefined) && this.#timeoutMs === (timeoutMs !== undefined)
  }

  write({ atMs, createdAt, timeoutMs }: Numbers, rows: Wire): Uint8Array {
    this.#numbers.setFloat64(this.#firstAt, atMs ?? createdAt!)
    if (timeoutMs !== undefined) this.#numbers.setFloat64(this.#secondAt, timeoutMs)
    return encodeAfter(this.#bytes, rows)
  }

  /** Whether a message begins so, whatever its numbers. */
  begins(message: Uint8Array): boolean {
    if (message.length <= this.length || !this.#stands(message, 0, this.#firstAt)) return false
    const from = this.#firstAt + FLOAT_BYTES
    if (!this.#timeoutMs) return this.#stands(message, from, this.length)
    return this.#stands(message, from, this.#secondAt) && this.#stands(message, this.#secondAt + FLOAT_BYTES, this.length)
  }

  /** Of a message that begins so. Throws UndecodableError. */
  read(message: Uint8Array): Wire {
    const { head } = this
    const first = this.#number(message, this.#firstAt)
    const timeoutMs = this.#timeoutMs ? this.#number(message, this.#secondAt) : null
    const pack = decodeBehind(message, this.length, 1)
    if (this.#atMs) return { v: VERSION, head, atMs: first, pack }
    return timeoutMs === null ? { v: VERSION, head, createdAt: first, pack } : { v: VERSION, head, createdAt: first, timeoutMs, pack }
  }

  #number(message: Uint8Array, at: number): number {
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
