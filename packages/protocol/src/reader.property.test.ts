import { isDeepStrictEqual } from 'node:util'
import { Decoder } from '@msgpack/msgpack'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decode, encodeWire } from './codec.ts'
import { BadMessageError } from './message/field.ts'
import { read, UndecodableError } from './reader.ts'
import { implanted, mutated, random } from './testing/hostile.ts'
import { encodeLoosely } from './testing/loose.ts'
import { anyMessage, KINDS, type Kind } from './testing/message-arbitrary.ts'
import { RUNS, TIMEOUT_MS } from './testing/runs.ts'
import { tampered } from './testing/tampered.ts'
import { wire } from './testing/wire-arbitrary.ts'
import type { Wire } from './wire.ts'

/** Far above what any of these cases takes on a busy machine, far below a hang. */
const TOO_LONG_MS = 2_000
/** What we refuse and others may read: what is not in {@link Wire}, and the limits. */
const STRICTER = /not UTF-8|not plain MessagePack|a key that is not a string|a key named __proto__|beyond 2\^53|nested deeper/

const content = anyMessage.map(({ value }) => value)
const damaged = fc.oneof(mutated(content.map((value) => Uint8Array.from(encodeWire(value)))), implanted(content))
const tamperedMessage = fc.oneof(...KINDS.map((kind) => tampered(kind.arbitrary).map((value) => ({ kind, value }))))
const loose = fc
  .tuple(wire, fc.array(fc.nat(), { minLength: 1, maxLength: 20 }))
  .map(([value, choices]) => ({ value, bytes: encodeLoosely(value, cycle(choices)) }))

function cycle(choices: number[]): (below: number) => number {
  let i = 0
  return (below) => choices[i++ % choices.length]! % below
}

/** The value, or the error where it is one that the bytes deserve; any other error goes on. */
function attempt<T, E>(act: () => T, deserved: abstract new (...args: never[]) => E): { value: T } | { error: E } {
  try {
    return { value: act() }
  } catch (error) {
    if (error instanceof deserved) return { error }
    throw error
  }
}

/** Values in the tree; each is plain, and each cost at least one byte, so a decoder that keeps to this cannot be made to allocate. */
function countValues(value: Wire): number {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return 1
  const proto: unknown = Object.getPrototypeOf(value)
  if (proto !== Object.prototype && proto !== Array.prototype) throw new Error('a value that is not plain')
  return Object.values(value as Record<string, Wire>).reduce<number>((sum, item) => sum + countValues(item), 1)
}

const EVERY_CHECK = new Set(KINDS.map(({ check }) => check))
const OBJECT_KEYS = Reflect.ownKeys(Object.prototype).length

function outlives(bytes: Uint8Array, checks: Iterable<Kind['check']> = EVERY_CHECK): void {
  const began = performance.now()
  const decoded = attempt(() => decode(bytes), UndecodableError)
  if ('value' in decoded) {
    const values = countValues(decoded.value)
    if (values > bytes.length) throw new Error(`${values} values from ${bytes.length} bytes`)
    for (const check of checks) attempt(() => check(decoded.value), BadMessageError)
  }
  const tookMs = performance.now() - began
  if (tookMs > TOO_LONG_MS) throw new Error(`took ${tookMs} ms`)
  if (Reflect.ownKeys(Object.prototype).length !== OBJECT_KEYS) throw new Error('Object.prototype has a new key')
}

/** A second implementation, told not to allocate what a length field claims. */
function second(bytes: Uint8Array): unknown {
  const most = bytes.length
  return new Decoder({ maxStrLength: most, maxBinLength: most, maxArrayLength: most, maxMapLength: most, maxExtLength: most }).decode(bytes)
}

function agrees(bytes: Uint8Array): void {
  const ours = attempt(() => read(bytes), UndecodableError)
  if ('value' in ours) {
    const other = second(bytes)
    if (!isDeepStrictEqual(ours.value, other)) expect(ours.value).toStrictEqual(other)
  } else if (!STRICTER.test(ours.error.message)) expect(() => second(bytes), ours.error.message).toThrow()
}

test('bytes of nobody decode or are refused, in bounded time and space', { timeout: TIMEOUT_MS }, () => {
  fc.assert(
    fc.property(random, (bytes) => outlives(bytes)),
    { numRuns: RUNS },
  )
})

test('a message after accidents to its bytes decodes or is refused, and passes its check or is refused', { timeout: TIMEOUT_MS }, () => {
  fc.assert(
    fc.property(damaged, (bytes) => outlives(bytes)),
    { numRuns: RUNS },
  )
})

test('a message with another value somewhere in it decodes, and passes its check or is refused', { timeout: TIMEOUT_MS }, () => {
  fc.assert(
    fc.property(tamperedMessage, ({ kind, value }) => outlives(Uint8Array.from(encodeWire(value)), [kind.check])),
    { numRuns: RUNS },
  )
})

test('a value in any form that MessagePack allows is read as that value', { timeout: TIMEOUT_MS }, () => {
  fc.assert(
    fc.property(loose, ({ value, bytes }) => {
      const decoded = decode(bytes)
      if (!isDeepStrictEqual(decoded, value)) expect(decoded).toStrictEqual(value)
    }),
    { numRuns: RUNS },
  )
})

test('what is read, a second implementation reads alike; what is refused as broken, the second refuses too', {
  timeout: TIMEOUT_MS,
}, () => {
  const bytes = fc.oneof(damaged, mutated(loose.map((one) => one.bytes)), random)
  fc.assert(fc.property(bytes, agrees), { numRuns: RUNS })
})
