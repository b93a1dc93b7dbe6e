import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { shortenId } from '../ids.ts'
import { arbitraryOf, opened, travelled } from '../testing/opened.ts'
import { RUNS } from '../testing/runs.ts'
import type { InteractionMessage } from './interaction.ts'
import { packable, packRequests, type RequestPack, unpackRequests } from './request-pack.ts'

const packed = (requests: readonly InteractionMessage[]) =>
  packRequests(requests.map((message) => ({ id: shortenId(message.id, message.requesterInstance), message })))

const requestsIn = (value: object) => opened<InteractionMessage>(unpackRequests, value, (value as RequestPack).head?.requesterInstance)

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

describe('a pack of requests', () => {
  test('stands as its page says: what is common once, a row each, ids shortened', () => {
    expect(packed([request, { ...request, id: 'other', priority: 2, numSteps: 3 }])).toEqual({
      v: 1,
      head: { requesterInstance: 'me', requester: 'alice' },
      createdAt: 9,
      timeoutMs: 5,
      pack: [
        [1, 'say', { text: 'a' }],
        ['other', 'say', { text: 'a' }, { priority: 2, numSteps: 3 }],
      ],
    })
  })

  test('says of which counts nothing is open where it comes from, and tells its reader before anything else', () => {
    const row = { id: 7, message: request }
    expect(packRequests([row], [3, 7])).toMatchObject({ createdAt: 9, timeoutMs: 5, heard: [3, 7] })
    const told: unknown[] = []
    unpackRequests(travelled(packRequests([row], [3, 7])), {
      writer: (...writer) => told.push(writer),
      message: (id) => told.push(id),
      bad: (_, error) => expect.fail(error.message),
    })
    expect(told).toEqual([['alice', 'me', undefined, [3, 7]], 7])
  })

  test('gives back every request that went into it, whatever its fields', () => {
    const common = fc.tuple(
      arbitraryOf<InteractionMessage>('interaction'),
      fc.array(arbitraryOf<InteractionMessage>('interaction'), { maxLength: 4 }),
    )
    fc.assert(
      fc.property(common, ([first, others]) => {
        const { requester, requesterInstance, timeoutMs, reads } = first
        const all = [first, ...others].map(({ reads: _, timeoutMs: _t, ...one }) => ({
          ...one,
          requester,
          requesterInstance,
          ...(timeoutMs !== undefined && { timeoutMs }),
          ...(reads && { reads }),
        }))
        expect(all.every((one) => packable(all[0]!, one))).toBe(true)
        const { messages, bad } = requestsIn(travelled(packed(all)))
        expect(bad).toEqual([])
        expect(messages).toEqual(all.map((one) => [one.id, one]))
      }),
      { numRuns: Math.ceil(RUNS / 20) },
    )
  })

  const { timeoutMs: _, ...endless } = request
  test.each<[string, InteractionMessage]>([
    ['a time allowed', request],
    ['none', endless],
    ['what its writer reads', { ...request, reads: ['packs', 'new'] }],
  ])('gives back usual ones too: with %s', (_, usual) => {
    const all = [usual, { ...usual, id: 'me-2', args: null }]
    expect(requestsIn(travelled(packed(all)))).toEqual({ messages: all.map((one) => [one.id, one]), bad: [] })
  })

  test('tells which row is wrong, and gives the others', () => {
    const pack = packed([request, { ...request, id: 'me-2', action: 'a b' }, { ...request, id: 'me-3' }])
    const { messages, bad } = requestsIn(pack)
    expect(messages.map(([id]) => id)).toEqual(['me-1', 'me-3'])
    expect(bad).toEqual([['me-2', expect.stringMatching(/^BAD_REQUEST interaction.action/)]])
  })

  test.each([
    ['no rows', { pack: [] }],
    ['too many rows', { pack: Array.from({ length: 257 }, () => ['a', 'b', 1]) }],
    ['a row of two', { pack: [['a', 'b']] }],
    ['no requester', { head: { requesterInstance: 'me' } }],
    ['no head', { head: undefined }],
    ['another version', { v: 2 }],
    ['one count where two are expected', { heard: [1] }],
    ['a count that is none', { heard: [0, -1] }],
    ['text in the place of counts', { heard: 'all' }],
  ])('with %s is refused whole', (_, change) => {
    expect(() => requestsIn({ ...packed([request]), ...change })).toThrow(/^pack/)
  })
})
