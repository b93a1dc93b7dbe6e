import { describe, expect, test } from 'vitest'
import { decode, encode, encodeWire } from './codec.ts'
import { MAX_DEPTH } from './limits.ts'
import { NotWireError } from './wire.ts'

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const roundTrip = (value: unknown) => decode(Uint8Array.from(encode(value)))

describe('the bytes', () => {
  test.each<[unknown, string]>([
    [null, 'c0'],
    [true, 'c3'],
    [127, '7f'],
    [128, 'cc80'],
    [-1, 'ff'],
    [1.5, 'cb3ff8000000000000'],
    [2 ** 40, 'cb4270000000000000'],
    ['a', 'a161'],
    [Uint8Array.of(1, 2), 'c4020102'],
    [Buffer.from([1, 2]), 'c4020102'],
    [[1, [2]], '92019102'],
    [{ a: 1, b: null }, '82a16101a162c0'],
    [{ a: undefined, b: 1 }, '81a16201'],
  ])('of %o are plain MessagePack: %s', (value, bytes) => {
    expect(hex(encode(value))).toBe(bytes)
  })

  test('stay what they are when more is encoded', () => {
    const first = encode({ text: 'first' })
    const before = hex(first)
    for (let i = 0; i < 1_000; i++) encode({ text: 'later', i })
    expect(hex(first)).toBe(before)
  })
})

describe('a value comes back', () => {
  test.each<[string, unknown]>([
    ['with keys that JavaScript gives a meaning', { constructor: 'x', toJSON: 'y', hasOwnProperty: null, toString: 1, length: 2 }],
    ['with a key that ends in __proto__', { x__proto__: 1, __proto__x: 2, aa__proto__bb: 3, '1234__proto__': 4 }],
    ['with an empty key and empty things', { '': [{}, [], '', new Uint8Array(0)] }],
    ['with a byte order mark before short text', '\ufeffab'],
    ['with a byte order mark before long text', `\ufeff${'a'.repeat(100)}`],
    ['with text of all widths', 'aé漢🌍'.repeat(5_000)],
    ['with a tensor as bytes', { data: new Uint8Array(new Float32Array([1.5, -2]).buffer), shape: [2] }],
  ])('%s', (_, value) => {
    expect(roundTrip(value)).toStrictEqual(value)
  })

  test('without the prototype of its maps and with 0 for -0', () => {
    expect(roundTrip(Object.assign(Object.create(null), { a: 1, toJSON: 2 }))).toStrictEqual({ a: 1, toJSON: 2 })
    expect(roundTrip(-0)).toBe(0)
  })

  test('whole, when it is as deep as a value may be and stands inside a message', () => {
    const deep = Array.from({ length: MAX_DEPTH }).reduce<unknown>((value) => [value], 1)
    encode(deep)
    const message = { v: 1, pack: [{ error: { details: deep } }] }
    expect(decode(encodeWire(message as never))).toEqual(message)
  })
})

test('a value that cannot travel is refused with the path from the name of its field on', () => {
  expect(() => encode({ list: [new Map()] }, 'args')).toThrow(NotWireError)
  expect(() => encode({ list: [new Map()] }, 'args')).toThrow(/^args\.list\[0\]: a Map/)
  expect(() => encode(undefined)).toThrow(/^value: undefined/)
})
