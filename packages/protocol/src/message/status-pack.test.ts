import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { arbitraryOf, opened, travelled } from '../testing/opened.ts'
import { RUNS } from '../testing/runs.ts'
import { type StatusMessage, type StatusWire, statusOf } from './status.ts'
import { packStatuses, type StatusRow, unpackStatuses } from './status-pack.ts'

const statusesIn = (value: object, instance: string) =>
  opened<StatusMessage>((from, to) => unpackStatuses(from, instance, to), value, instance)

const status = {
  v: 1,
  by: 'bob',
  instance: 'b',
  seq: 0,
  status: 'completed',
  transitions: [2, 10, 4, 10, 6, 12],
  reason: 'ok',
  result: 'A',
} satisfies StatusMessage
const open = { v: 1, by: 'bob', instance: 'b', seq: 0, status: 'running' } as const

describe('a pack of statuses', () => {
  test('stands as its page says: times count from the first, statuses by number', () => {
    expect(
      packStatuses(
        [
          { id: 'me-1', message: status },
          { id: 'x', message: { ...open, seq: 1, transitions: [4, 15] } },
          { id: 'y', message: { ...open, status: 'paused', transitions: [] } },
          { id: 'z', message: { ...open, seq: 2, status: 'completed', transitions: [6, 16], reason: 'timeout' } },
        ],
        'me',
      ),
    ).toEqual({
      v: 1,
      head: { instance: 'b', by: 'bob' },
      atMs: 10,
      pack: [
        [1, 0, [2, 0, 4, 0, 6, 2], null, 'A'],
        ['x', 1, [4, 5]],
        ['y', 0, [], { status: 'paused' }],
        ['z', 2, [6, 6], { reason: 'timeout' }],
      ],
    })
  })

  test('of short rows gives each its own times, also those before the first', () => {
    const rows: StatusRow[] = [
      { id: 'me-1', message: status },
      { id: 'me-2', message: { ...open, seq: 1, transitions: [2, 7, 4, 15] } },
      { id: 'me-3', message: { ...open, status: 'completed', transitions: [6, 9], reason: 'ok' } },
    ]
    const { messages, bad } = statusesIn(packStatuses(rows, 'me'), 'me')
    expect(messages).toEqual(rows.map(({ id, message }) => [id, message]))
    expect(bad).toEqual([])
  })

  test('says who wrote it and what that one reads, once, before its statuses', () => {
    const reads = ['packs', 'claims']
    const row = (id: string, own: Partial<StatusMessage>) => ({ id, message: { ...status, ...own, reads } })
    const pack = packStatuses(
      [
        row('me-1', {}),
        row('me-2', { step: 1 }),
        row('me-3', { ...open, transitions: [4, 15] }),
        row('me-4', { result: undefined as never }),
      ],
      'me',
    )
    expect(pack.head).toMatchObject({ reads })
    const told: unknown[] = []
    const writer = (...said: unknown[]) => void told.push(said)
    unpackStatuses(travelled(pack), 'me', { writer, message: (id) => void told.push(id), bad: () => {} })
    expect(told).toEqual([[status.by, status.instance, reads], 1, 2, 3, 4])
  })

  test('gives back every status that went into it, whatever its fields', () => {
    const times = fc.integer({ min: 0, max: 2 ** 40 })
    fc.assert(
      fc.property(
        fc.array(fc.tuple(arbitraryOf<StatusWire>('status'), fc.stringMatching(/^[A-Za-z0-9-]{1,9}$/), times), {
          minLength: 1,
          maxLength: 4,
        }),
        (drawn) => {
          const { by, instance } = drawn[0]![0]
          const all = drawn.map(([{ reads: _, ...one }, id, at]) => ({
            id,
            message: statusOf({
              ...{ ...one, by, instance, transitions: one.transitions.map(([name]) => [name, at]) },
              // what has completed and says no reason has done so `ok`
              ...(one.status === 'completed' && { reason: one.reason ?? 'ok' }),
            }),
          }))
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
      ...packStatuses([{ id: 'me-1', message: status }], 'me'),
      pack: [
        [1, 0, [2, 0]],
        [2, -1, [2, 0]],
        [3, 0, [9, 0]],
        [-7, 0, [2, 0]],
        [1.5, 0, [2, 0]],
        [null, 0, [2, 0]],
        [4, 0, [2]],
        [5, 0, [2, -11]],
        [6, 0, [2, 0], { reason: 'why' }],
        [7, 0, 'text'],
        [8, 0, []],
        [10, 0, ['length', 0]],
        [11, 0, ['2', 0]],
        [12, 0, [2, '0']],
        [13, 1.5, [2, 0]],
        [14, 0, [2, Number.POSITIVE_INFINITY]],
        [15, 0, [2, 0, 4]],
        [16, 0, [9, 0, 2, 0]],
        [17, 0, ['2', 0, 2, 0]],
        ['_-1', 0, [2, 0]],
        [9, 0, [2, 0], null],
      ],
    }
    const { messages, bad } = statusesIn(pack, 'me')
    expect(messages.map(([id]) => id)).toEqual(['me-1', 'me-9'])
    expect(bad.map(([id]) => id)).toEqual([
      'me-2',
      'me-3',
      null,
      null,
      null,
      'me-4',
      'me-5',
      'me-6',
      'me-7',
      'me-8',
      'me-a',
      'me-b',
      'me-c',
      'me-d',
      'me-e',
      'me-f',
      'me-g',
      'me-h',
      null,
    ])
  })
})
