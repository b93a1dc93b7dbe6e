import { expect, test } from 'vitest'
import { MAX_ROWS } from '../limits.ts'
import { describeMessage } from '../testing/message-suite.ts'
import { CONTROL_OPS, checkControl, packQueries } from './control.ts'

const minimal = { v: 1, op: 'cancel', id: 'a-1', requester: 'bob', senderInstance: 'i1' }

describeMessage('a control', {
  kind: 'control',
  check: checkControl,
  minimal,
  full: {
    ...minimal,
    ...{ op: 'credit', upTo: 40, stream: 'words', seq: -1 },
    ids: [
      [1, 3],
      ['other', -1],
    ],
  },
  refused: {
    op: { op: 'stop' },
    id: { id: '_' },
    requester: { requester: '_' },
    senderInstance: { senderInstance: 'a b' },
    upTo: { upTo: -1 },
    seq: { seq: -2 },
    ids: { ids: [] },
    'ids.1.0': {
      ids: [
        [1, 0],
        ['_.1', 0],
      ],
    },
    'ids.0.1': { ids: [[1, 0.5]] },
  },
})

test.each(CONTROL_OPS)('%s can be asked', (op) => {
  expect(checkControl({ ...minimal, op }).op).toBe(op)
})

const query = { v: 1, op: 'query', id: 'i1-1', requester: 'bob', senderInstance: 'i1' } as const

test('queries of one instance are one: the first names the answer, each stands with what was heard of it', () => {
  const packed = packQueries([
    { ...query, seq: 3 },
    { ...query, id: 'other', seq: -1 },
    { ...query, id: 'i1-2' },
  ])
  expect(packed).toEqual({
    ...query,
    ids: [
      [1, 3],
      ['other', -1],
      [2, -1],
    ],
  })
  expect(checkControl(packed)).toBe(packed)
})

test('no more are asked about at once than a pack has rows', () => {
  const asked = (count: number) => packQueries(Array.from({ length: count }, (_, i) => ({ ...query, id: `i1-${i}` })))
  expect(checkControl(asked(MAX_ROWS)).ids).toHaveLength(MAX_ROWS)
  expect(() => checkControl(asked(MAX_ROWS + 1))).toThrow(/^control\.ids/)
})
