import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decode, encodeWire } from '../codec.ts'
import { UndecodableError } from '../reader.ts'
import { KINDS } from '../testing/message-arbitrary.ts'
import { RUNS } from '../testing/runs.ts'
import type { Wire } from '../wire.ts'
import { decodeMessage, encodePack } from './pack-bytes.ts'
import type { RequestPack } from './request-pack.ts'
import type { StatusPack } from './status-pack.ts'

const kinds = KINDS.filter(({ name }) => name.endsWith(' pack'))
const anyPack = fc.oneof(...kinds.map(({ arbitrary }) => arbitrary)) as unknown as fc.Arbitrary<RequestPack | StatusPack>
const bytesOf = (pack: RequestPack | StatusPack) => Uint8Array.from(encodePack(pack))

const head = { requesterInstance: '7k2m9p4q8r1s5t3v6w0x2y4z1', requester: 'alice', timeoutMs: 5, reads: ['packs'] }
const pack: RequestPack = { v: 1, head, createdAt: 1_790_000_000_000, pack: [[1, 'say', { text: 'a' }]] }

describe('the bytes of a pack', () => {
  test('are those of the plain map that it is, whatever was written before', () => {
    fc.assert(
      fc.property(fc.array(anyPack, { minLength: 1, maxLength: 4 }), fc.array(fc.nat(), { maxLength: 6 }), (packs, order) => {
        for (const n of order) {
          const one = packs[n % packs.length]!
          expect(decode(bytesOf(one))).toEqual(one)
        }
      }),
      { numRuns: Math.ceil(RUNS / 20) },
    )
  })

  test('are the same as without a head that is known', () => {
    const { v, createdAt, pack: rows } = pack
    expect(Buffer.from(encodePack(pack))).toEqual(Buffer.from(encodeWire({ v, head, createdAt, pack: rows } as unknown as Wire)))
    expect(decode(bytesOf({ ...pack, createdAt: 7 }))).toEqual({ ...pack, createdAt: 7 })
  })

  test('hold a head longer than what the encoder can leave free', () => {
    const long = { ...pack, head: { ...head, reads: ['x'.repeat(300), 'y'] } }
    expect(decode(bytesOf(long))).toEqual(long)
    expect(decodeMessage(bytesOf(long))).toEqual(long)
  })
})

describe('a pack that begins like another one', () => {
  test('is what its bytes say, whatever came before it', () => {
    fc.assert(
      fc.property(fc.array(anyPack, { minLength: 1, maxLength: 4 }), fc.array(fc.nat(), { maxLength: 8 }), (packs, order) => {
        for (const n of order) {
          const bytes = bytesOf(packs[n % packs.length]!)
          expect(decodeMessage(bytes)).toEqual(decode(bytes))
        }
      }),
      { numRuns: Math.ceil(RUNS / 20) },
    )
  })

  test('has the same frozen head, its own moment, and its own rows', () => {
    const [first, second] = [1, 2].map(
      (n) => decodeMessage(bytesOf({ ...pack, createdAt: n, pack: [[n, 'say', n]] })) as unknown as RequestPack,
    )
    const third = decodeMessage(bytesOf({ ...pack, createdAt: 3 })) as unknown as RequestPack
    expect(second!.head).toBe(first!.head)
    expect(third.head).toBe(first!.head)
    expect(Object.isFrozen(first!.head)).toBe(true)
    expect([first, second].map((one) => [one!.createdAt, one!.pack])).toEqual([
      [1, [[1, 'say', 1]]],
      [2, [[2, 'say', 2]]],
    ])
  })

  test('and is cut, or altered in any byte, is read or refused as if none had come before', () => {
    const bytes = bytesOf(pack)
    decodeMessage(bytes)
    const outcome = (read: (from: Uint8Array) => Wire, from: Uint8Array) => {
      try {
        return read(from)
      } catch (error) {
        expect(error).toBeInstanceOf(UndecodableError)
        return String(error)
      }
    }
    for (let i = 0; i <= bytes.length; i++) {
      decodeMessage(bytes)
      const cut = bytes.slice(0, i)
      expect(outcome(decodeMessage, cut)).toEqual(outcome(decode, cut))
      for (const change of [1, 0x80, 0xff]) {
        const altered = bytes.map((byte, at) => (at === i ? byte ^ change : byte))
        expect(outcome(decodeMessage, altered)).toEqual(outcome(decode, altered))
      }
    }
    expect(outcome(decodeMessage, Uint8Array.of(...bytes, 0))).toEqual(outcome(decode, Uint8Array.of(...bytes, 0)))
  })

  test('but was written in another way is read as it stands', () => {
    const { v, createdAt, pack: rows } = pack
    const others = [
      { head, v, pack: rows, createdAt },
      { v, head, createdAt, pack: rows, more: 1 },
      { v: 2, head, createdAt, pack: rows },
      { v, head: [1], createdAt, pack: rows },
    ]
    for (const other of others) {
      const bytes = Uint8Array.from(encodeWire(other as unknown as Wire))
      for (let i = 0; i < 2; i++) expect(decodeMessage(bytes)).toEqual(other)
    }
  })
})
