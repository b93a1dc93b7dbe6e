import type { Wire } from '../wire.ts'

/** Which of the forms that MessagePack allows is written next: a number from 0 to below `choices`. */
export type Choose = (choices: number) => number

/** A value in any legal form: a short text with a long length field, a small number in eight bytes. Other languages write such things. */
export function encodeLoosely(value: Wire, choose: Choose): Uint8Array {
  const out: number[] = []
  write(value, choose, out)
  return Uint8Array.from(out)
}

function write(value: Wire, choose: Choose, out: number[]): void {
  if (value === null) out.push(0xc0)
  else if (typeof value === 'boolean') out.push(value ? 0xc3 : 0xc2)
  else if (typeof value === 'number') writeNumber(value, choose, out)
  else if (typeof value === 'string') writeText(value, choose, out)
  else if (value instanceof Uint8Array) writeHead(value.length, [null, 0xc4, 0xc5, 0xc6], choose, out).push(...value)
  else if (Array.isArray(value)) {
    writeHead(value.length, [0x90, null, 0xdc, 0xdd], choose, out)
    for (const item of value as readonly Wire[]) write(item, choose, out)
  } else {
    const entries = Object.entries(value)
    writeHead(entries.length, [0x80, null, 0xde, 0xdf], choose, out)
    for (const [key, item] of entries) {
      writeText(key, choose, out)
      write(item!, choose, out)
    }
  }
}

const utf8 = new TextEncoder()

function writeText(text: string, choose: Choose, out: number[]): void {
  const body = utf8.encode(text)
  if (body.length < 32 && choose(2) === 0) out.push(0xa0 | body.length, ...body)
  else writeHead(body.length, [null, 0xd9, 0xda, 0xdb], choose, out).push(...body)
}

/** A length in the type byte itself, or after it in one, two or four bytes; null for a form that the type does not have. */
function writeHead(length: number, forms: readonly (number | null)[], choose: Choose, out: number[]): number[] {
  const most = [15, 0xff, 0xffff, 0xffffffff]
  const legal = forms.flatMap((type, i) => (type !== null && length <= most[i]! ? [{ type, size: [0, 1, 2, 4][i]! }] : []))
  const { type, size } = legal[choose(legal.length)]!
  if (size === 0) out.push(type | length)
  else out.push(type, ...bigEndian(BigInt(length), size))
  return out
}

const INTEGERS: readonly (readonly [type: number, size: number, least: number, most: number])[] = [
  [0xcc, 1, 0, 0xff],
  [0xcd, 2, 0, 0xffff],
  [0xce, 4, 0, 0xffffffff],
  [0xcf, 8, 0, Number.MAX_SAFE_INTEGER],
  [0xd0, 1, -0x80, 0x7f],
  [0xd1, 2, -0x8000, 0x7fff],
  [0xd2, 4, -0x80000000, 0x7fffffff],
  [0xd3, 8, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
]

function writeNumber(value: number, choose: Choose, out: number[]): void {
  const forms: number[][] = [[0xcb, ...floatBytes(value, 8)]]
  if (Object.is(Math.fround(value), value)) forms.push([0xca, ...floatBytes(value, 4)])
  if (Number.isInteger(value))
    for (const [type, size, least, most] of INTEGERS)
      if (value >= least && value <= most) forms.push([type, ...bigEndian(BigInt.asUintN(64, BigInt(value)), size)])
  out.push(...forms[choose(forms.length)]!)
}

function floatBytes(value: number, size: 4 | 8): Uint8Array {
  const view = new DataView(new ArrayBuffer(size))
  if (size === 4) view.setFloat32(0, value)
  else view.setFloat64(0, value)
  return new Uint8Array(view.buffer)
}

function bigEndian(value: bigint, size: number): number[] {
  return Array.from({ length: size }, (_, i) => Number((value >> BigInt(8 * (size - 1 - i))) & 0xffn))
}
