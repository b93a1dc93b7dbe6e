import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decode, encodeWire } from '../codec.ts'
import type { ParleyError } from '../errors.ts'
import { idsInRange, idsOf, rangeOf } from '../ids.ts'
import { KINDS } from '../testing/message-arbitrary.ts'
import { RUNS } from '../testing/runs.ts'
import type { Wire } from '../wire.ts'
import type { InteractionMessage } from './interaction.ts'
import { packable, packRequests, packStatuses, type StatusRow, unpackRequests, unpackStatuses } from './pack.ts'
import type { StatusMessage } from './status.ts'

const arbitraryOf = <T>(name: string) => KINDS.find((kind) => kind.name === name)!.arbitrary as unknown as fc.Arbitrary<T>
const travelled = (value: Wire) => decode(Uint8Array.from(encodeWire(value)))

/** What a pack gives back: its messages with their ids, or the codes of what is wrong. */
function opened<M>(
  unpack: (value: Wire, to: { message(id: string, message: M): void; bad(id: string | null, error: ParleyError): void }) => void,
  value: Wire,
) {
  const messages: [string, M][] = []
  const bad: [string | null, string][] = []
  unpack(value, {
    message: (id, message) => messages.push([id, message]),
    bad: (id, error) => bad.push([id, `${error.code} ${error.message}`]),
  })
  return { messages, bad }
}
const requestsIn = (value: Wire) => opened<InteractionMessage>(unpackRequests, value)
const statusesIn = (value: Wire, instance: string) => opened<StatusMessage>((from, to) => unpackStatuses(from, instance, to), value)

const request = {
  v: 1,
  id: 'me-1',
  requester: 'alice',
  requesterInstance: 'me',
  action: 'say',
  args: { text: 'a' },
  numSteps: -1,
  timeoutMs: 5,
  createdAt: 9,
} as const
const status = {
  v: 1,
  by: 'bob',
  instance: 'b',
  seq: 0,
  status: 'completed',
  transitions: [
    ['received', 10],
    ['running', 10],
    ['completed', 12],
  ],
  reason: 'ok',
  result: 'A',
} satisfies StatusMessage

describe('a pack of requests', () => {
  test('stands as its page says: what is common once, a row each, ids shortened', () => {
    expect(packRequests([request, { ...request, id: 'other', priority: 2, numSteps: 3 }])).toEqual({
      v: 1,
      requester: 'alice',
      requesterInstance: 'me',
      createdAt: 9,
      timeoutMs: 5,
      pack: [
        ['_-1', 'say', { text: 'a' }],
        ['other', 'say', { text: 'a' }, { priority: 2, numSteps: 3 }],
      ],
    })
  })

  test('gives back every request that went into it, whatever its fields', () => {
    const common = fc.tuple(
      arbitraryOf<InteractionMessage>('interaction'),
      fc.array(arbitraryOf<InteractionMessage>('interaction'), { maxLength: 4 }),
    )
    fc.assert(
      fc.property(common, ([first, others]) => {
        const { requester, requesterInstance, timeoutMs } = first
        const all = [first, ...others].map(({ reads: _, timeoutMs: _t, ...one }) => ({
          ...one,
          requester,
          requesterInstance,
          ...(timeoutMs !== undefined && { timeoutMs }),
        }))
        expect(all.every((one) => packable(all[0]!, one))).toBe(true)
        const { messages, bad } = requestsIn(travelled(packRequests(all)))
        expect(bad).toEqual([])
        expect(messages).toEqual(all.map((one) => [one.id, one]))
      }),
      { numRuns: Math.ceil(RUNS / 20) },
    )
  })

  test('tells which row is wrong, and gives the others', () => {
    const pack = packRequests([request, { ...request, id: 'me-2', action: 'a b' }, { ...request, id: 'me-3' }])
    const { messages, bad } = requestsIn(pack)
    expect(messages.map(([id]) => id)).toEqual(['me-1', 'me-3'])
    expect(bad).toEqual([['me-2', expect.stringMatching(/^BAD_REQUEST interaction.action/)]])
  })

  test.each([
    ['no rows', { pack: [] }],
    ['too many rows', { pack: Array.from({ length: 257 }, () => ['a', 'b', 1]) }],
    ['a row of two', { pack: [['a', 'b']] }],
    ['no requester', { requester: undefined }],
    ['another version', { v: 2 }],
  ])('with %s is refused whole', (_, change) => {
    expect(() => requestsIn({ ...(packRequests([request]) as object), ...change } as Wire)).toThrow(/^pack/)
  })
})

describe('a pack of statuses', () => {
  test('stands as its page says: times count from the first, statuses by number', () => {
    expect(
      packStatuses(
        [
          { id: 'me-1', message: status },
          { id: 'x', message: { ...status, status: 'running', transitions: [] } },
        ],
        'me',
      ),
    ).toEqual({
      v: 1,
      by: 'bob',
      instance: 'b',
      atMs: 10,
      pack: [
        ['_-1', 0, [2, 0, 4, 0, 6, 2], { reason: 'ok', result: 'A' }],
        ['x', 0, [], { status: 'running', reason: 'ok', result: 'A' }],
      ],
    })
  })

  test('gives back every status that went into it, whatever its fields', () => {
    const times = fc.integer({ min: 0, max: 2 ** 40 })
    fc.assert(
      fc.property(
        fc.array(fc.tuple(arbitraryOf<StatusMessage>('status'), fc.stringMatching(/^[A-Za-z0-9-]{1,9}$/), times), {
          minLength: 1,
          maxLength: 4,
        }),
        (drawn) => {
          const { by, instance } = drawn[0]![0]
          const all = drawn.map(([{ reads: _, ...one }, id, at]) => ({
            id,
            message: { ...one, by, instance, transitions: one.transitions.map(([name]) => [name, at] as const) },
          })) as unknown as StatusRow[]
          const { messages, bad } = statusesIn(travelled(packStatuses(all, 'me')), 'me')
          expect(bad).toEqual([])
          expect(messages).toEqual(all.map(({ id, message }) => [id, message]))
        },
      ),
      { numRuns: Math.ceil(RUNS / 20) },
    )
  })

  test('tells which row is wrong, and gives the others', () => {
    const pack = {
      ...(packStatuses([{ id: 'me-1', message: status }], 'me') as object),
      pack: [
        ['_-1', 0, [2, 0]],
        ['_-2', -1, [2, 0]],
        ['_-3', 0, [9, 0]],
        [7, 0, []],
      ],
    } as Wire
    const { messages, bad } = statusesIn(pack, 'me')
    expect(messages.map(([id]) => id)).toEqual(['me-1'])
    expect(bad.map(([id]) => id)).toEqual(['me-2', 'me-3', null])
  })
})

test('a range stands for the ids between its ends, and nothing else does', () => {
  const next = idsOf('me')
  const ids = Array.from({ length: 40 }, next)
  expect(idsInRange('me', rangeOf(ids[3]!, ids[39]!))).toEqual(ids.slice(3))
  for (const none of ['me-1', 'me', 'you-1-2', 'me-2-1', 'me-0-zzzz', 'me-1-2-3']) expect(idsInRange('me', none)).toBe(null)
})
