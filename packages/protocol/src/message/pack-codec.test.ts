import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decode, encodeWire } from '../codec.ts'
import { instanceName } from '../ids.ts'
import { UndecodableError } from '../reader.ts'
import { KINDS } from '../testing/message-arbitrary.ts'
import { arbitraryOf } from '../testing/opened.ts'
import { RUNS } from '../testing/runs.ts'
import type { Wire } from '../wire.ts'
import type { Counts } from './field.ts'
import type { InteractionMessage } from './interaction.ts'
import { decodeMessage, PackWriter } from './pack-codec.ts'
import { packRequests, type RequestPack } from './request-pack.ts'
import { type StatusWire, statusOf } from './status.ts'
import { packStatuses } from './status-pack.ts'

const INSTANCE = '7k2m9p4q8r1s5t3v6w0x2y4z1'
const request: InteractionMessage = {
  ...{ v: 1, id: `${INSTANCE}-1`, requester: 'alice', requesterInstance: INSTANCE, action: 'say', args: { text: 'a' } },
  ...{ numSteps: -1, timeoutMs: 5, createdAt: 1_790_000_000_000, reads: ['packs'] },
}
const requestsOf = (...all: InteractionMessage[]) => all.map((message, id) => ({ id, message }))
/** As it arrives: the writer's own bytes change with the next pack. */
const bytesOf = (data: Uint8Array) => Uint8Array.from(data)
const written = (message: InteractionMessage = request) => bytesOf(new PackWriter().requests(requestsOf(message)).data)

const anyRequest = arbitraryOf<InteractionMessage>('interaction')
const anyStatus = arbitraryOf<StatusWire>('status').map(statusOf)
const anyPack = fc.oneof(...KINDS.filter(({ name }) => name.endsWith(' pack')).map(({ arbitrary }) => arbitrary))

describe('the bytes of a pack', () => {
  test('are those of the plain map that it is, whatever its writer wrote before', () => {
    const some = <T>(one: fc.Arbitrary<T>) => fc.array(one, { minLength: 1, maxLength: 3, size: 'max' })
    fc.assert(
      fc.property(some(anyRequest), some(anyStatus), fc.array(fc.nat(), { maxLength: 6 }), (requests, statuses, order) => {
        const writer = new PackWriter()
        for (const n of order) {
          const asked = requestsOf(requests[n % requests.length]!)
          const told = [{ id: n, message: statuses[n % statuses.length]! }]
          expect(decode(bytesOf(writer.requests(asked).data))).toEqual(packRequests(asked))
          expect(decode(bytesOf(writer.statuses(told, 'me').data))).toEqual(packStatuses(told, 'me'))
        }
      }),
      { numRuns: Math.ceil(RUNS / 20) },
    )
  })

  test.each([[5], [undefined]])('are the same as without a front, with a time allowed of %s', (timeoutMs) => {
    const { timeoutMs: _, ...rest } = request
    const rows = requestsOf({ ...rest, ...(timeoutMs !== undefined && { timeoutMs: 2 ** 40 + timeoutMs }) })
    const plain = Buffer.from(encodeWire(packRequests(rows) as unknown as Wire))
    expect(Buffer.from(new PackWriter().requests(rows).data)).toEqual(plain)
  })

  test('have the same head as long as it says the same', () => {
    const writer = new PackWriter()
    const all = [
      request,
      { ...request, timeoutMs: 9 },
      { ...request, reads: ['claims'] },
      { ...request, reads: ['claims'], requester: 'bob' },
    ]
    const heads = all.map((message) => writer.requests(requestsOf(message)).message.head)
    expect(heads[1]).toBe(heads[0])
    expect(heads.map(({ requester, reads }) => [requester, reads![0]])).toEqual([
      ['alice', 'packs'],
      ['alice', 'packs'],
      ['alice', 'claims'],
      ['bob', 'claims'],
    ])
    const status = { v: 1 as const, by: 'bob', instance: 'b', seq: 0, status: 'running' as const, transitions: [] }
    const told = [undefined, ['packs'], ['claims']].map((reads) => ({ ...status, ...(reads && { reads }) }))
    expect(told.map((message) => writer.statuses([{ id: 1, message }], 'me').message.head.reads)).toEqual([
      undefined,
      ['packs'],
      ['claims'],
    ])
  })

  test.each([[undefined], [5]])('have the counts of those whose end was heard behind a time allowed of %s', (timeoutMs) => {
    const { timeoutMs: _, ...rest } = request
    const rows = requestsOf({ ...rest, ...(timeoutMs !== undefined && { timeoutMs }) })
    const writer = new PackWriter()
    const all = [[1, 2] as const, undefined, [3, 2 ** 50] as const, [0, 0] as const].map((heard) => {
      const bytes = bytesOf(writer.requests(rows, heard && [...heard]).data)
      expect(decode(bytes)).toEqual(packRequests(rows, heard && [...heard]))
      for (let i = 0; i < 2; i++) expect(decodeMessage(bytes)).toEqual(decode(bytes))
      return (decode(bytes) as { heard?: Wire }).heard
    })
    expect(all).toEqual([[1, 2], undefined, [3, 2 ** 50], [0, 0]])
  })

  test('have a time allowed or none under the same head', () => {
    const writer = new PackWriter()
    const { timeoutMs: _, ...endless } = request
    for (const message of [request, endless, request, endless])
      expect(decode(bytesOf(writer.requests(requestsOf(message)).data))).toEqual(packRequests(requestsOf(message)))
  })

  test('hold a head longer than what the encoder can leave free', () => {
    const long = { ...request, reads: ['x'.repeat(300), 'y'] }
    expect(decode(written(long))).toEqual(packRequests(requestsOf(long)))
    expect(decodeMessage(written(long))).toEqual(packRequests(requestsOf(long)))
  })
})

describe('a pack that begins like another one', () => {
  test('is what its bytes say, whatever came before it', () => {
    fc.assert(
      fc.property(fc.array(anyPack, { minLength: 1, maxLength: 4 }), fc.array(fc.nat(), { maxLength: 8 }), (packs, order) => {
        for (const n of order) {
          const bytes = bytesOf(encodeWire(packs[n % packs.length]!))
          expect(decodeMessage(bytes)).toEqual(decode(bytes))
        }
      }),
      { numRuns: Math.ceil(RUNS / 20) },
    )
  })

  test('has the same frozen head, its own numbers, and its own rows', () => {
    const read = [1, 2, 3].map(
      (n) => decodeMessage(written({ ...request, createdAt: n, timeoutMs: 10 * n, args: n })) as unknown as RequestPack,
    )
    for (const { head } of read) expect(head).toBe(read[0]!.head)
    expect(Object.isFrozen(read[0]!.head)).toBe(true)
    expect(read.map(({ createdAt, timeoutMs, pack }) => [createdAt, timeoutMs, pack])).toEqual([
      [1, 10, [[0, 'say', 1]]],
      [2, 20, [[0, 'say', 2]]],
      [3, 30, [[0, 'say', 3]]],
    ])
  })

  test('is known among those of fifty writers that come in turn', () => {
    const random = (n: number) => Uint8Array.from({ length: 16 }, (_, i) => (n + 1) * (i + 3) * 37)
    const all = Array.from({ length: 50 }, (_, n) => written({ ...request, requesterInstance: instanceName(n, random(n)) }))
    const heads = () => all.map((bytes) => (decodeMessage(bytes) as unknown as RequestPack).head)
    const first = heads()
    for (const [n, head] of heads().entries()) expect(head).toBe(first[n])
  })

  test('is not remembered where it begins with very much', () => {
    const long = written({ ...request, reads: ['x'.repeat(600)] })
    const [first, second] = [1, 2].map(() => decodeMessage(long) as unknown as RequestPack)
    expect(second).toEqual(first)
    expect(second!.head).not.toBe(first!.head)
  })

  const { timeoutMs: _, ...endless } = request
  test.each([
    ['with a time allowed', request],
    ['without one', endless],
    ['with counts', endless, [3, 2 ** 40 + 5] as [number, number]],
  ])('%s, and is cut or altered in any byte, is read or refused as if none had come before', (_, message, heard?: Counts) => {
    const bytes = bytesOf(new PackWriter().requests(requestsOf(message), heard).data)
    const outcome = (read: (from: Uint8Array) => Wire, from: Uint8Array) => {
      try {
        return read(from)
      } catch (error) {
        expect(error).toBeInstanceOf(UndecodableError)
        return String(error)
      }
    }
    const same = (from: Uint8Array) => {
      decodeMessage(bytes)
      expect(outcome(decodeMessage, from)).toEqual(outcome(decode, from))
    }
    for (let i = 0; i < bytes.length; i++) {
      same(bytes.slice(0, i))
      for (const change of [1, 0x80, 0xff]) same(bytes.map((byte, at) => (at === i ? byte ^ change : byte)))
    }
    same(Uint8Array.of(...bytes, 0))
  })

  test('but was written in another way is read as it stands', () => {
    const { v, head, createdAt, pack } = packRequests(requestsOf(request))
    const others = [
      { head, v, pack, createdAt },
      { v, head, createdAt, pack, more: 1 },
      { v: 2, head, createdAt, pack },
      { v, head: [1], createdAt, pack },
      { v, head: 'me', createdAt, pack },
      { v, head, createdAt: 7, pack },
      { v, head, createdAt, heard: [1, 2 ** 40], pack },
      { v, head, createdAt, heard: [2 ** 40, 2 ** 41, 2 ** 42], pack },
      { v, head, createdAt, heard: 2 ** 40, pack },
      { v, head, atMs: 2 ** 40, timeoutMs: 2 ** 41, heard: [2 ** 40, 2 ** 41], pack },
      { v, head, atMs: 7, createdAt, pack },
      { v, head, pack },
    ]
    for (const other of others) {
      const bytes = bytesOf(encodeWire(other as unknown as Wire))
      for (let i = 0; i < 2; i++) expect(decodeMessage(bytes)).toEqual(other)
    }
  })
})
