import { isDeepStrictEqual } from 'node:util'
import * as second from '@msgpack/msgpack'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decode, encode, encodeWire } from './codec.ts'
import { RUNS, TIMEOUT_MS } from './testing/runs.ts'
import { wire } from './testing/wire-arbitrary.ts'

const same = (a: unknown, b: unknown) => {
  if (!isDeepStrictEqual(a, b)) expect(a).toStrictEqual(b)
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

test('any value comes back equal, and the same bytes come out a second time', { timeout: TIMEOUT_MS }, () => {
  fc.assert(
    fc.property(wire, (value) => {
      const bytes = Uint8Array.from(encode(value))
      const back = decode(bytes)
      same(back, value)
      same(hex(encode(back)), hex(bytes))
      same(hex(encodeWire(back)), hex(bytes))
    }),
    { numRuns: RUNS },
  )
})

test('a second implementation reads what ours writes', { timeout: TIMEOUT_MS }, () => {
  fc.assert(
    fc.property(wire, (value) => same(second.decode(Uint8Array.from(encode(value))), value)),
    { numRuns: RUNS },
  )
})

test('ours reads what a second implementation writes', { timeout: TIMEOUT_MS }, () => {
  fc.assert(
    fc.property(wire, (value) => same(decode(second.encode(value)), value)),
    { numRuns: RUNS },
  )
})
