import { kindOf, NotWireError, ParleyError, toWire, type Wire, type WireMap } from '@parley/protocol'
import { encodeSample, type Tensor } from '../stream/sample.ts'
import { BYTES } from './text.ts'

/**
 * Samples in the form in which they travel: a list in order, or a map from stream to sample. Given as values, tensors among them,
 * or as a text: JSON in which bytes are `{ "$base64": "…" }`, or the base64 of such JSON. Throws ParleyError BAD_REQUEST, BAD_SAMPLE or NotWireError.
 */
export function wireSamples(samples: unknown): readonly Wire[] | WireMap {
  const given = typeof samples === 'string' ? fromText(samples) : samples
  if (Array.isArray(given)) return given.map((sample, i) => wireSample(sample, `samples[${i}]`))
  if (kindOf(given) !== 'a map') throw bad(kindOf(samples), 'a list, a map from stream to sample, or a text of either')
  const entries = Object.entries(given as object)
  return Object.fromEntries(entries.map(([stream, sample]) => [stream, wireSample(sample, `samples.${stream}`)]))
}

export const noSamples = (samples: readonly Wire[] | WireMap): boolean => Object.keys(samples).length === 0

function wireSample(sample: unknown, where: string): Wire {
  const { dtype, data } = (sample ?? {}) as Partial<Tensor>
  const inWireForm = data instanceof Uint8Array && dtype !== 'uint8' && dtype !== 'bool'
  if (dtype !== undefined && ArrayBuffer.isView(data) && !inWireForm) return encodeSample({ type: 'tensor' }, sample, where)
  if (sample === undefined) throw new NotWireError(where, 'undefined')
  return toWire(sample, where)
}

function fromText(text: string): unknown {
  const json = /^\s*[[{]/.test(text) ? text : Buffer.from(text, 'base64').toString('utf8')
  try {
    return JSON.parse(json, (_, value) => bytesOf(value) ?? value)
  } catch (error) {
    throw bad(`a text that is neither JSON nor the base64 of JSON (${(error as Error).message})`, 'samples')
  }
}

function bytesOf(value: unknown): Uint8Array | null {
  if (kindOf(value) !== 'a map' || Object.keys(value as object).length !== 1) return null
  const text = (value as Record<string, unknown>)[BYTES]
  if (typeof text !== 'string') return null
  const bytes = Buffer.from(text, 'base64')
  if (bytes.toString('base64') !== text) throw new Error(`${BYTES}: not base64`)
  return new Uint8Array(bytes)
}

const bad = (got: string, expected: string) => new ParleyError('BAD_REQUEST', `samples: got ${got}, expected ${expected}`)
