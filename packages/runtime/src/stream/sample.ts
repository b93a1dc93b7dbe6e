import { DTYPES, type Dtype, kindOf, ParleyError, type Properties, toWire, type Wire } from '@parley/protocol'

/** Numbers in rows: `data` holds them flat, row by row; its length is the product of `shape`. */
export interface Tensor {
  readonly dtype: Dtype
  readonly shape: readonly number[]
  readonly data: TensorData
}
type TensorData = Uint8Array | Int8Array | Int16Array | Uint16Array | Int32Array | Uint32Array | Float32Array | Float64Array

/** A file as a value: its name, its media type and its bytes. */
export interface FileSample {
  readonly name: string
  readonly type: string
  readonly data: Uint8Array
}

/** Of a wrong value, an error shows this much. */
const MAX_SHOWN = 60

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
  if (!isDtype(dtype)) throw notDtype(where, value, dtype)
  const OfDtype = ARRAYS[dtype]
  if (!(data instanceof OfDtype)) throw bad(`${where}.data`, data, `${article(OfDtype.name)} ${OfDtype.name} for the dtype ${dtype}`)
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  const onWire = LITTLE_ENDIAN ? bytes : swapped(bytes, data.BYTES_PER_ELEMENT)
  return checked(properties, { dtype, shape: shape as readonly number[], data: onWire }, where)
}

/** A sample as a handler gets it. Throws ParleyError BAD_SAMPLE. */
export function decodeSample(properties: Properties, wire: Wire, where: string): unknown {
  checked(properties, wire, where)
  if (properties.type !== 'tensor') return wire
  const { dtype, shape, data } = wire as { dtype: Dtype; shape: number[]; data: Uint8Array }
  const OfDtype = ARRAYS[dtype]
  // A copy, for what came from the broker may begin where no number may.
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
  if (type === 'file') checkFile(wire, where)
  if (type === 'tensor') checkTensor(properties, wire, where)
  return wire
}

function checkFile(wire: Wire, where: string): void {
  const { name, type, data } = mapOf(wire, where, 'a file { name, type, data }')
  if (typeof name !== 'string') throw bad(`${where}.name`, name, 'the name of the file')
  if (typeof type !== 'string') throw bad(`${where}.type`, type, 'the media type of the file')
  if (!(data instanceof Uint8Array)) throw bad(`${where}.data`, data, 'the bytes of the file')
}

function checkTensor({ dtype: wanted, shape: form, labels }: Properties, wire: Wire, where: string): void {
  const { dtype, shape, data } = mapOf(wire, where, TENSOR)
  if (!isDtype(dtype)) throw notDtype(where, wire, dtype)
  if (!Array.isArray(shape) || !shape.every((n) => Number.isInteger(n) && n >= 0))
    throw wrong(`${where}.shape`, shown(shape), 'a list of whole numbers from 0')
  if (!(data instanceof Uint8Array)) throw bad(`${where}.data`, data, 'the bytes of the numbers')
  const sizes = shape as readonly number[]
  const bytes = sizes.reduce((product, n) => product * n, ARRAYS[dtype].BYTES_PER_ELEMENT)
  const fail = (field: string, got: string, expected: string) => wrong(`${where}.${field}`, got, expected)
  if (data.length !== bytes) throw fail('data', `${data.length} bytes`, `${bytes} for the shape [${sizes}] of ${dtype}`)
  if (dtype === 'bool' && data.some((byte) => byte > 1)) throw fail('data', 'a byte above 1', '0 or 1 for each bool')
  if (wanted && dtype !== wanted) throw fail('dtype', dtype, wanted)
  if (form && !(form.length === sizes.length && form.every((n, i) => n === null || n === sizes[i])))
    throw fail('shape', `[${sizes}]`, `[${form.map((n) => n ?? '*')}]`)
  if (labels && sizes.at(-1) !== labels.length)
    throw fail('shape', `[${sizes}]`, `a last dimension of ${labels.length}, one for each label`)
}

const TENSOR = 'a tensor { dtype, shape, data }'

const isDtype = (name: unknown): name is Dtype => DTYPES.includes(name as Dtype)

const notDtype = (where: string, value: unknown, dtype: unknown) =>
  dtype === undefined ? bad(where, value, TENSOR) : wrong(`${where}.dtype`, shown(dtype), DTYPES.join(', '))

function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, MAX_SHOWN))
  if (!Array.isArray(value)) return kindOf(value)
  return `[${value.map((item) => (typeof item === 'number' ? item : kindOf(item)))}]`.slice(0, MAX_SHOWN)
}

const article = (word: string) => (/^[AEIO]/.test(word) ? 'an' : 'a')

function mapOf(wire: Wire, where: string, expected: string): Readonly<Record<string, unknown>> {
  if (kindOf(wire) !== 'a map') throw bad(where, wire, expected)
  return wire as Record<string, unknown>
}

const bad = (where: string, value: unknown, expected: string) => wrong(where, kindOf(value), expected)

const wrong = (where: string, got: string, expected: string) => new ParleyError('BAD_SAMPLE', `${where}: got ${got}, expected ${expected}`)

const LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1

function swapped(bytes: Uint8Array, width: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(bytes.length)
  for (let i = 0; i < bytes.length; i++) out[i] = bytes[i - (i % width) + width - 1 - (i % width)]!
  return out
}
