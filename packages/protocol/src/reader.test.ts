import { describe, expect, test } from 'vitest'
import { decode, encode } from './codec.ts'
import { ENVELOPE_DEPTH, MAX_DEPTH, MAX_ENTRIES } from './limits.ts'
import { read, UndecodableError } from './reader.ts'

const bytesOf = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'))
const text = (s: string) => Buffer.from(s).toString('hex')

const DEEPEST = MAX_DEPTH + ENVELOPE_DEPTH

describe('what is plain and whole', () => {
  test.each<[string, unknown]>([
    ['00', 0],
    ['7f', 127],
    ['e0', -32],
    ['ff', -1],
    ['c0', null],
    ['c2', false],
    ['cc 00', 0],
    ['cd 00 01', 1],
    ['ce ff ff ff ff', 0xffffffff],
    ['cf 00 00 00 00 00 00 00 05', 5],
    ['cf 00 1f ff ff ff ff ff ff', Number.MAX_SAFE_INTEGER],
    ['d3 ff e0 00 00 00 00 00 01', Number.MIN_SAFE_INTEGER],
    ['d0 80', -128],
    ['d1 80 00', -32768],
    ['d2 80 00 00 00', -2147483648],
    ['ca 3f c0 00 00', 1.5],
    ['cb 80 00 00 00 00 00 00 00', -0],
    ['a0', ''],
    ['d9 01 61', 'a'],
    ['da 00 01 61', 'a'],
    ['db 00 00 00 01 61', 'a'],
    ['a2 c3 a9', 'é'],
    ['a4 f4 8f bf bf', '\u{10ffff}'],
    ['a3 ef bf bd', '\ufffd'],
    ['c4 01 ff', Uint8Array.of(0xff)],
    ['c5 00 01 ff', Uint8Array.of(0xff)],
    ['c6 00 00 00 01 ff', Uint8Array.of(0xff)],
    ['dc 00 01 01', [1]],
    ['dd 00 00 00 01 01', [1]],
    ['de 00 01 a1 61 01', { a: 1 }],
    ['df 00 00 00 01 d9 01 61 01', { a: 1 }],
    [`81 aa ${text('x__proto__')} 01`, { x__proto__: 1 }],
    [`81 d9 0a ${text('__proto__x')} 01`, { __proto__x: 1 }],
    [`81 a1 61 a9 ${text('__proto__')}`, { a: '__proto__' }],
    [`${'91'.repeat(DEEPEST - 1)}90`, Array.from({ length: DEEPEST - 1 }).reduce<unknown[]>((inner) => [inner], [])],
  ])('%s passes and is read', (hex, value) => {
    read(bytesOf(hex))
    expect(decode(bytesOf(hex))).toStrictEqual(value)
  })
})

describe('what is refused', () => {
  test.each<[string, string, number]>([
    ['', 'ends too early', 0],
    ['91', 'entries in 0 bytes', 1],
    ['92 01', 'entries in 1 bytes', 1],
    ['81 a1 61', 'ends too early', 3],
    ['a2 61', 'bytes asked for', 1],
    ['cd 00', 'bytes asked for', 1],
    ['cb 00', 'bytes asked for', 1],
    ['d9', 'bytes asked for', 1],
    ['01 02', '1 bytes left over', 1],
    ['c1', 'type 0xc1', 0],
    ['c7 00 05', 'type 0xc7', 0],
    ['c8 00 00 05', 'type 0xc8', 0],
    ['c9 00 00 00 00 05', 'type 0xc9', 0],
    ['d4 00 00', 'type 0xd4', 0],
    ['d4 72 40 91 a1 61 01', 'type 0xd4', 0],
    ['d5 72 40 00 91 a1 61 01', 'type 0xd5', 0],
    ['d6 ff 00 00 00 00', 'type 0xd6', 0],
    ['d7 ff 00 00 00 00 00 00 00 00', 'type 0xd7', 0],
    [`d8 01 ${'00'.repeat(16)}`, 'type 0xd8', 0],
    ['81 01 01', 'a key that is not a string', 1],
    ['81 c4 01 61 01', 'a key that is not a string', 1],
    ['81 c0 01', 'a key that is not a string', 1],
    [`81 a9 ${text('__proto__')} 01`, 'a key named __proto__', 1],
    [`81 d9 09 ${text('__proto__')} 01`, 'a key named __proto__', 1],
    [`81 da 00 09 ${text('__proto__')} 01`, 'a key named __proto__', 1],
    [`91 81 db 00 00 00 09 ${text('__proto__')} 01`, 'a key named __proto__', 2],
    ['cf 00 20 00 00 00 00 00 00', 'beyond 2^53', 0],
    ['d3 ff e0 00 00 00 00 00 00', 'beyond 2^53', 0],
    ['d3 80 00 00 00 00 00 00 00', 'beyond 2^53', 0],
    [`${'91'.repeat(DEEPEST)}90`, `nested deeper than ${DEEPEST}`, DEEPEST + 1],
    [`${'81a161'.repeat(DEEPEST)}80`, `nested deeper than ${DEEPEST}`, DEEPEST * 3 + 1],
  ])('%s: %s', (hex, why, offset) => {
    expect(() => read(bytesOf(hex))).toThrow(UndecodableError)
    expect(() => decode(bytesOf(hex))).toThrow(why)
    expect(() => decode(bytesOf(hex))).toThrow(new RegExp(`^byte ${offset}: `))
  })

  test.each([
    ['a byte that begins nothing', 'a1 80'],
    ['a character that ends too early', 'a1 c3'],
    ['a character whose second byte is not one', 'a2 c3 41'],
    ['a character whose third byte is not one', 'a3 e2 82 41'],
    ['an overlong character of two bytes', 'a2 c1 9f'],
    ['an overlong character of three bytes', 'a3 e0 9f bf'],
    ['an overlong character of four bytes', 'a4 f0 8f bf bf'],
    ['half of a surrogate pair', 'a3 ed a0 80'],
    ['a code point beyond the last', 'a4 f4 90 80 80'],
    ['a first byte that no character has', 'a4 f5 80 80 80'],
    ['a key that is not UTF-8', '81 a1 ff 01'],
    ['a character that reaches into the next value', '92 a1 c3 a1 a9'],
  ])('text with %s', (_, hex) => {
    expect(() => decode(bytesOf(hex))).toThrow(/text that is not UTF-8$/)
  })

  test.each([
    'c4 ff',
    'c5 ff ff',
    'c6 ff ff ff ff',
    'd9 ff',
    'da ff ff',
    'db ff ff ff ff',
    'dc ff ff',
    'dd ff ff ff ff',
    'de ff ff',
    'df ff ff ff ff',
  ])('a length field that promises more than there is: %s', (head) => {
    expect(() => decode(bytesOf(`${head} 00 00 00`))).toThrow(/bytes asked for|entries in|entries, more than/)
  })

  test('more entries than the limit, even where all are there', () => {
    const bytes = new Uint8Array(5 + MAX_ENTRIES + 1)
    new DataView(bytes.buffer).setUint32(1, MAX_ENTRIES + 1)
    bytes[0] = 0xdd
    expect(() => read(bytes)).toThrow(`${MAX_ENTRIES + 1} entries, more than ${MAX_ENTRIES}`)
    new DataView(bytes.buffer).setUint32(1, MAX_ENTRIES)
    expect(() => read(bytes.subarray(0, -1))).not.toThrow()
  })

  test('the error is typed, not retryable, and says where', () => {
    expect(new UndecodableError(7, 'why')).toMatchObject({ code: 'UNDECODABLE', offset: 7, retryable: false, message: 'byte 7: why' })
  })
})

test('a view into a larger buffer is read within its bounds', () => {
  const large = bytesOf('c1 c1 a1 61 c1 c1')
  expect(decode(large.subarray(2, 4))).toBe('a')
  expect(() => decode(large.subarray(2, 3))).toThrow(UndecodableError)
})

describe('bytes in a message', () => {
  const messageOf = (...sizes: number[]) => encode(sizes.map((size, i) => new Uint8Array(size).fill(i + 1))) as Uint8Array
  const filledWith = (size: number, n: number) => Uint8Array.from(new Uint8Array(size).fill(n))

  test('small ones are copies: to keep one keeps nothing else that came, and who reads into the same memory changes none', () => {
    const sizes = [0, 1, 64, 4_000, 4_095, 100, 4_095, 4_095, 4_095, 7]
    const message = messageOf(...sizes)
    const all = decode(message) as Uint8Array[]
    message.fill(0xc1)
    expect(all.map((one) => Uint8Array.from(one))).toEqual(sizes.map((size, i) => filledWith(size, i + 1)))
    for (const one of all) expect(one.buffer).not.toBe(message.buffer)
  })

  test('large ones are views', () => {
    const message = messageOf(4_096)
    expect((decode(message) as Uint8Array[])[0]!.buffer).toBe(message.buffer)
  })
})
