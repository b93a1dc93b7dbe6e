import { DTYPES, type Dtype, kindOf, ParleyError, type Properties, toWire, type Wire } from '@parley/protocol'

/** Numbers in rows: `data` holds them flat, row by row; its length is the product of `shape`. */
export interface Tensor {
  readonly dtype: Dtype
  readonly shape: readonly number[]
  readonly data: TensorData
}
export type TensorData = Uint8Array | Int8Array | Int16Array | Uint16Array | Int32Array | Uint32Array | Float32Array | Float64Array

/** A file as a value: its name, its media type and its bytes. */
export interface FileSample {
  readonly name: string
  readonly type: string
  readonly data: Uint8Array
}

/** A dtype's array. A `bool` is a byte, 0 or 1. */
const ARRAYS = {
  bool: Uint8Array,
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  float32: Float32Array,
  float64: Float64Array,
} as const

/** A sample in the form in which it travels. `where` names it in the error. Throws ParleyError BAD_SAMPLE or NotWireError. */
export function encodeSample(properties: Properties, value: unknown, where: string): Wire {
  if (properties.type !== 'tensor') return checked(properties, toWire(value, where), where)
  const { dtype, shape, data } = (value ?? {}) as Partial<Tensor>
  if (!ArrayBuffer.isView(data)) throw bad(where, value, 'a tensor { dtype, shape, data }')
  if (!(data instanceof ARRAYS[dtype as Dtype]))
    throw new ParleyError('BAD_SAMPLE', `${where}.data: got a ${data.constructor.name}, expected the array of ${String(dtype)}`)
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  return checked(
    properties,
    { dtype: dtype!, shape: [...(shape ?? [])], data: LITTLE_ENDIAN ? bytes : swapped(bytes, data.BYTES_PER_ELEMENT) },
    where,
  )
}

/** A sample as a handler gets it. Throws ParleyError BAD_SAMPLE. */
export function decodeSample(properties: Properties, wire: Wire, where: string): unknown {
  checked(properties, wire, where)
  if (properties.type !== 'tensor') return wire
  const { dtype, shape, data } = wire as { dtype: Dtype; shape: number[]; data: Uint8Array }
  const OfDtype = ARRAYS[dtype]
  // A copy where it must be one: what came from the broker may begin anywhere.
  const own = LITTLE_ENDIAN ? new Uint8Array(data) : swapped(data, OfDtype.BYTES_PER_ELEMENT)
  return { dtype, shape, data: new OfDtype(own.buffer, own.byteOffset, own.byteLength / OfDtype.BYTES_PER_ELEMENT) }
}

/** Whether a value in its wire form could be a sample of such a stream; the reason when not. */
export function misfit(properties: Properties, wire: Wire, where: string): string | null {
  try {
    checked(properties, wire, where)
    return null
  } catch (error) {
    return (error as Error).message
  }
}

function checked(properties: Properties, wire: Wire, where: string): Wire {
  const { type } = properties
  if (type === 'text' && typeof wire !== 'string') throw bad(where, wire, 'a text')
  if (type === 'image' && !(wire instanceof Uint8Array)) throw bad(where, wire, 'the bytes of an image')
  if (type === 'file') {
    const { name, type: media, data } = mapOf(wire)
    if (typeof name !== 'string' || typeof media !== 'string' || !(data instanceof Uint8Array))
      throw bad(where, wire, 'a file { name, type, data }')
  }
  if (type === 'tensor') checkTensor(properties, wire, where)
  return wire
}

function checkTensor({ dtype: wanted, shape: form }: Properties, wire: Wire, where: string): void {
  const { dtype, shape, data } = mapOf(wire)
  const isShape = Array.isArray(shape) && shape.every((n) => Number.isInteger(n) && Number(n) >= 0)
  if (!DTYPES.includes(dtype as Dtype) || !isShape || !(data instanceof Uint8Array))
    throw bad(where, wire, 'a tensor { dtype, shape, data }')
  const sizes = shape as readonly number[]
  const bytes = sizes.reduce((product, n) => product * n, ARRAYS[dtype as Dtype].BYTES_PER_ELEMENT)
  const fail = (field: string, got: unknown, expected: unknown) =>
    new ParleyError('BAD_SAMPLE', `${where}.${field}: got ${String(got)}, expected ${String(expected)}`)
  if (data.length !== bytes) throw fail('data', `${data.length} bytes`, `${bytes} for the shape [${sizes}]`)
  if (wanted && dtype !== wanted) throw fail('dtype', dtype, wanted)
  if (form && !(form.length === sizes.length && form.every((n, i) => n === null || n === sizes[i])))
    throw fail('shape', `[${sizes}]`, `[${form.map((n) => n ?? '*')}]`)
}

const mapOf = (wire: Wire): Record<string, unknown> => (kindOf(wire) === 'a map' ? (wire as Record<string, unknown>) : {})

const bad = (where: string, value: unknown, expected: string) =>
  new ParleyError('BAD_SAMPLE', `${where}: got ${kindOf(value)}, expected ${expected}`)

const LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1

function swapped(bytes: Uint8Array, width: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(bytes.length)
  for (let i = 0; i < bytes.length; i++) out[i] = bytes[i - (i % width) + width - 1 - (i % width)]!
  return out
}
