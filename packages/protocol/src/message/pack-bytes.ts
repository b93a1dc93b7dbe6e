import { decode, decodeBehind, encodeAfter, encodeWire } from '../codec.ts'
import type { Wire, WireMap } from '../wire.ts'
import { VERSION } from './field.ts'
import type { RequestPack } from './request-pack.ts'
import type { StatusPack } from './status-pack.ts'

/**
 * Packs as bytes. What stands before the rows differs from one pack to the next of the same writer in nothing but the moment from which times count. So a writer
 * encodes it once, and copies it; and a reader knows it again.
 *
 * P1. The bytes of a pack are those of the plain map that it is: whoever does not know this file writes and reads the same.
 * P2. A head that is known again is the same frozen object, so whoever has checked it need not again.
 */

type Moment = 'createdAt' | 'atMs'

/** Written as a float 64, like every moment of our time. */
const SOME_MS = 2 ** 40
/** Bytes of the key `pack`, and of a float 64 without its type. */
const KEY_BYTES = 5
const FLOAT_BYTES = 8
/** Heads that are known at once, and how long one may be. */
const KNOWN = 64
const LONGEST = 512
/** Where the bytes stand by which a head is looked for, each fourth of them: the name of its instance is there. */
const [TELLING_FROM, TELLING_TO] = [16, 64]

/** All that stands before the rows. */
class Front {
  readonly head: WireMap
  readonly #key: Moment
  readonly #bytes: Uint8Array
  readonly #momentAt: number
  readonly #moment: DataView

  constructor(head: WireMap, key: Moment) {
    const whole = encodeWire({ v: VERSION, head, [key]: SOME_MS, pack: 0 })
    this.head = head
    this.#key = key
    this.#bytes = Uint8Array.from(whole.subarray(0, whole.length - 1)) // without the 0, whose place the rows take
    this.#momentAt = this.#bytes.length - KEY_BYTES - FLOAT_BYTES
    this.#moment = new DataView(this.#bytes.buffer, this.#momentAt, FLOAT_BYTES)
  }

  write(atMs: number, rows: Wire): Uint8Array {
    this.#moment.setFloat64(0, atMs)
    return encodeAfter(this.#bytes, rows)
  }

  get length(): number {
    return this.#bytes.length
  }

  /** Whether a message begins so, whatever its moment. */
  begins(message: Uint8Array): boolean {
    const { length } = this.#bytes
    return (
      message.length > length && isSame(this.#bytes, message, 0, this.#momentAt) && isSame(this.#bytes, message, length - KEY_BYTES, length)
    )
  }

  /** Of a message that begins so. Throws UndecodableError. */
  read(message: Uint8Array): Wire {
    for (let i = 0; i < FLOAT_BYTES; i++) this.#bytes[this.#momentAt + i] = message[this.#momentAt + i]!
    const atMs = this.#moment.getFloat64(0)
    const pack = decodeBehind(message, this.#bytes.length, 1)
    const { head } = this
    return this.#key === 'atMs' ? { v: VERSION, head, atMs, pack } : { v: VERSION, head, createdAt: atMs, pack }
  }
}

let requests = new Front({}, 'createdAt')
let statuses = new Front({}, 'atMs')
const known = new Array<Front | undefined>(KNOWN).fill(undefined)

/** MessagePack of a pack. Its head is known by being the same object as before, so it is never changed. */
export function encodePack(pack: RequestPack | StatusPack): Uint8Array {
  const { head, pack: rows } = pack as { head: WireMap; pack: unknown }
  if ('createdAt' in pack) {
    if (requests.head !== head) requests = new Front(head, 'createdAt')
    return requests.write(pack.createdAt, rows as Wire)
  }
  if (statuses.head !== head) statuses = new Front(head, 'atMs')
  return statuses.write(pack.atMs, rows as Wire)
}

/** As {@link decode}: what is a pack, and begins like one that came before, is read from its rows on. Throws UndecodableError. */
export function decodeMessage(message: Uint8Array): Wire {
  const slot = slotOf(message)
  const front = known[slot]
  if (front?.begins(message)) return front.read(message)
  const value = decode(message)
  const seen = frontOf(value)
  if (seen && seen.length <= LONGEST && seen.begins(message)) known[slot] = seen
  return value
}

/** Of a pack as we write it. */
function frontOf(value: Wire): Front | null {
  if (typeof value !== 'object' || value === null || !('pack' in value)) return null
  const { head, createdAt, atMs } = value as WireMap
  const key = typeof createdAt === 'number' ? 'createdAt' : typeof atMs === 'number' ? 'atMs' : null
  if (key === null || typeof head !== 'object' || head === null || Array.isArray(head) || head instanceof Uint8Array) return null
  return new Front(Object.freeze(head as WireMap), key)
}

function slotOf(message: Uint8Array): number {
  const to = Math.min(TELLING_TO, message.length)
  let hash = 0
  for (let i = TELLING_FROM; i < to; i += 4) hash = (Math.imul(hash, 31) + message[i]!) | 0
  return hash & (KNOWN - 1)
}

/** Four at a time: byte by byte, the loop itself would cost more than what it does. */
function isSame(a: Uint8Array, b: Uint8Array, from: number, to: number): boolean {
  let other = 0
  let i = from
  for (; i + 4 <= to; i += 4) other |= (a[i]! ^ b[i]!) | (a[i + 1]! ^ b[i + 1]!) | (a[i + 2]! ^ b[i + 2]!) | (a[i + 3]! ^ b[i + 3]!)
  for (; i < to; i++) other |= a[i]! ^ b[i]!
  return other === 0
}
