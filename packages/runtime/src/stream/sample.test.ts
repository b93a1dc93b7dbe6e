import { DTYPES, type Dtype, decode, encode, type Properties, type Wire } from '@parley/protocol'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeSample, encodeSample, misfit, type Tensor } from './sample.ts'

const TENSOR: Properties = { type: 'tensor' }

/** For each dtype: its array, and numbers at the ends of what it holds. */
const EXTREMES = {
  bool: Uint8Array.of(0, 1),
  int8: Int8Array.of(-128, 127),
  uint8: Uint8Array.of(0, 255),
  int16: Int16Array.of(-32_768, 32_767),
  uint16: Uint16Array.of(1, 65_535),
  int32: Int32Array.of(-(2 ** 31), 2 ** 31 - 1),
  uint32: Uint32Array.of(1, 2 ** 32 - 1),
  float32: Float32Array.of(-0, 1.5e-45, Number.NaN, Number.NEGATIVE_INFINITY),
  float64: Float64Array.of(Number.MIN_VALUE, -Number.MAX_VALUE, Number.NaN, 0.1),
} as const satisfies Record<Dtype, Tensor['data']>

const tensor = (dtype: Dtype): Tensor => ({ dtype, shape: [EXTREMES[dtype].length], data: EXTREMES[dtype] })

/** As a sample that came by the broker: out of a larger buffer, at any place in it. */
function travelled(wire: Wire, offset: number): Wire {
  const { data, ...rest } = wire as { data: Uint8Array; dtype: Dtype; shape: number[] }
  const buffer = new Uint8Array(data.length + offset + 3).fill(0xff)
  buffer.set(data, offset)
  return { ...rest, data: buffer.subarray(offset, offset + data.length) }
}

describe('tensors', () => {
  test.each(DTYPES)('%s: what was sent is what arrives, through the codec', (dtype) => {
    const sent = tensor(dtype)
    const wire = decode(encode(encodeSample(TENSOR, sent, 'x') as Record<string, Wire>)) as Wire
    expect(decodeSample(TENSOR, wire, 'x')).toEqual(sent)
  })

  test.each(DTYPES)('%s: bytes that begin where no number may are read all the same', (dtype) => {
    const wire = encodeSample(TENSOR, tensor(dtype), 'x')
    for (const offset of [0, 1, 2, 3, 5, 8]) expect(decodeSample(TENSOR, travelled(wire, offset), 'x')).toEqual(tensor(dtype))
  })

  test('a part of an array is sent as that part', () => {
    const part = Float32Array.of(1, 2, 3, 4).subarray(1, 3)
    const wire = encodeSample(TENSOR, { dtype: 'float32', shape: [2, 1], data: part }, 'x')
    expect(decodeSample(TENSOR, wire, 'x')).toEqual({ dtype: 'float32', shape: [2, 1], data: Float32Array.of(2, 3) })
  })

  test('what arrives is the receiver’s own: the bytes of the message may change behind it', () => {
    const wire = encodeSample(TENSOR, tensor('uint8'), 'x')
    const arrived = travelled(wire, 0) as { data: Uint8Array }
    const decoded = decodeSample(TENSOR, arrived as unknown as Wire, 'x')
    arrived.data.fill(7)
    expect(decoded).toEqual(tensor('uint8'))
  })

  test('numbers travel with the lowest byte first', () => {
    const wire = encodeSample(TENSOR, { dtype: 'uint32', shape: [1], data: Uint32Array.of(0x01020304) }, 'x')
    expect((wire as { data: Uint8Array }).data).toEqual(Uint8Array.of(4, 3, 2, 1))
  })

  test.each([
    ['one number', []],
    ['none', [3, 0]],
    ['many dimensions', [1, 2, 1, 1]],
  ])('a shape of %s', (_, shape) => {
    const length = shape.reduce((product, n) => product * n, 1)
    const sent = { dtype: 'int16' as const, shape, data: new Int16Array(length).fill(9) }
    expect(decodeSample(TENSOR, encodeSample(TENSOR, sent, 'x'), 'x')).toEqual(sent)
  })

  test('any tensor whose data fill its shape fits a slot that leaves all open, and no other does', () => {
    const dims = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 })
    fc.assert(
      fc.property(dims, fc.constantFrom(...DTYPES), fc.integer({ min: -2, max: 2 }), (shape, dtype, more) => {
        const length = Math.max(0, shape.reduce((product, n) => product * n, 1) + more)
        const fits = length === shape.reduce((product, n) => product * n, 1)
        const wire = { dtype, shape, data: new Uint8Array(length * EXTREMES[dtype].BYTES_PER_ELEMENT) }
        expect(misfit(TENSOR, wire, 'x') === null).toBe(fits)
      }),
    )
  })
})

describe('what does not fit', () => {
  const f32 = (shape: unknown, length = 6): unknown => ({ dtype: 'float32', shape, data: new Float32Array(length) })

  test.each<[string, Partial<Properties>, unknown]>([
    ['x: got null, expected a tensor { dtype, shape, data }', {}, null],
    ['x: got a number, expected a tensor { dtype, shape, data }', {}, 5],
    ['x: got a map, expected a tensor { dtype, shape, data }', {}, { shape: [1], data: Uint8Array.of(1) }],
    ['x: got a Float32Array, expected a tensor { dtype, shape, data }', {}, Float32Array.of(1)],
    [`x.dtype: got "float16", expected ${DTYPES.join(', ')}`, {}, { dtype: 'float16', shape: [1], data: Uint8Array.of(1) }],
    [`x.dtype: got "toString", expected ${DTYPES.join(', ')}`, {}, { dtype: 'toString', shape: [1], data: Uint8Array.of(1) }],
    ['x.data: got an Int8Array, expected a Uint8Array for the dtype uint8', {}, { dtype: 'uint8', shape: [1], data: Int8Array.of(1) }],
    ['x.data: got an array, expected an Int8Array for the dtype int8', {}, { dtype: 'int8', shape: [1], data: [1] }],
    ['x.shape: got undefined, expected a list of whole numbers from 0', {}, { dtype: 'int8', data: Int8Array.of(1) }],
    ['x.shape: got "6", expected a list of whole numbers from 0', {}, f32('6')],
    ['x.shape: got [2,null], expected a list of whole numbers from 0', {}, f32([2, null])],
    ['x.shape: got [-2,-3], expected a list of whole numbers from 0', {}, f32([-2, -3])],
    ['x.shape: got [1.5,4], expected a list of whole numbers from 0', {}, f32([1.5, 4])],
    ['x.shape: got [a bigint], expected a list of whole numbers from 0', {}, f32([6n])],
    ['x.data: got 24 bytes, expected 20 for the shape [5] of float32', {}, f32([5])],
    ['x.data: got a byte above 1, expected 0 or 1 for each bool', {}, { dtype: 'bool', shape: [2], data: Uint8Array.of(1, 2) }],
    ['x.dtype: got float32, expected int8', { dtype: 'int8' }, f32([6])],
    ['x.shape: got [6], expected [2,*]', { shape: [2, null] }, f32([6])],
    ['x.shape: got [3,2], expected [2,*]', { shape: [2, null] }, f32([3, 2])],
    ['x.shape: got [2,3], expected a last dimension of 2, one for each label', { labels: ['a', 'b'] }, f32([2, 3])],
  ])('%s', (reason, properties, value) => {
    const refusal = expect.objectContaining({ code: 'BAD_SAMPLE', message: reason })
    expect(() => encodeSample({ type: 'tensor', ...properties }, value, 'x')).toThrow(refusal)
  })

  test.each<[string, Properties['type'], Wire]>([
    ['x: got a number, expected a text', 'text', 1],
    ['x: got a Uint8Array, expected a text', 'text', Uint8Array.of(1)],
    ['x: got a string, expected the bytes of an image', 'image', 'image.png'],
    ['x: got an array, expected a file { name, type, data }', 'file', []],
    ['x.name: got undefined, expected the name of the file', 'file', { type: 'text/plain', data: Uint8Array.of(1) }],
    ['x.type: got null, expected the media type of the file', 'file', { name: 'a.txt', type: null, data: Uint8Array.of(1) }],
    ['x.data: got a string, expected the bytes of the file', 'file', { name: 'a.txt', type: 'text/plain', data: 'text' }],
    ['x: got null, expected a tensor { dtype, shape, data }', 'tensor', null],
    ['x.data: got an array, expected the bytes of the numbers', 'tensor', { dtype: 'int8', shape: [1], data: [1] }],
  ])('%s', (reason, type, wire) => {
    expect(misfit({ type }, wire, 'x')).toBe(reason)
    expect(() => decodeSample({ type }, wire, 'x')).toThrow(expect.objectContaining({ code: 'BAD_SAMPLE', message: reason }))
    if (type !== 'tensor') expect(() => encodeSample({ type }, wire, 'x')).toThrow(expect.objectContaining({ message: reason }))
  })

  test('what cannot travel is told with its place, whatever the stream takes', () => {
    expect(() => encodeSample({ type: 'any' }, { at: [new Date(0)] }, 'x')).toThrow(/^x\.at\[0\]: a Date does not travel/)
    expect(() => encodeSample({ type: 'json' }, undefined, 'x')).toThrow(/^x: undefined does not travel/)
  })
})

test.each<[Properties['type'], Wire]>([
  ['text', ''],
  ['image', Uint8Array.of(137, 80)],
  ['file', { name: 'a.txt', type: 'text/plain', data: new Uint8Array() }],
  ['json', { a: [1, 'b', null] }],
  ['any', Uint8Array.of(1)],
])('a sample of %s is what it was', (type, value) => {
  expect(misfit({ type }, value, 'x')).toBeNull()
  expect(decodeSample({ type }, encodeSample({ type }, value, 'x'), 'x')).toEqual(value)
})
