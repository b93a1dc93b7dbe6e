import { describe, expect, test } from 'vitest'
import { COMPLETION_REASONS, STATUSES } from '../lifecycle.ts'
import { MAX_MESSAGE } from '../limits.ts'
import { describeMessage } from '../testing/message-suite.ts'
import { statusAsItCame } from '../testing/status.ts'
import { CONTROL_OPS } from './control.ts'
import { checkStatus } from './status.ts'

const minimal = { v: 1, by: 'bob', instance: 'i1', seq: 0, status: 'received', transitions: [] }
const error = { code: 'HANDLER_FAILED', message: 'no', retryable: false }
const full = {
  ...minimal,
  seq: 3,
  status: 'completed',
  transitions: [
    ['received', 1],
    ['running', 1.5],
    ['completed', 2],
  ],
  reason: 'ok',
  error: { ...error, retryAfterMs: 10, details: { field: 'text' } },
  result: null,
  state: 'done',
  tags: { frames: 12, constructor: -1 },
  step: 4,
  steps: 5,
  attempt: 2,
}

describeMessage('a status', {
  kind: 'status',
  check: statusAsItCame,
  minimal,
  full,
  refused: {
    by: { by: 'b.c' },
    instance: { instance: '_' },
    seq: { seq: -1 },
    status: { status: 'RUNNING' },
    'transitions.1.0': {
      transitions: [
        ['running', 1],
        ['gone', 2],
      ],
    },
    'transitions.0.1': { transitions: [['running', 'now']] },
    'transitions.0': { transitions: [['running', 1, 2]] },
    reason: { reason: 'bored' },
    'error.code': { error: { ...error, code: 'X'.repeat(65) } },
    'error.message': { error: { ...error, message: 'x'.repeat(MAX_MESSAGE + 1) } },
    'error.retryable': { error: { code: 'FULL', message: '' } },
    'error.retryAfterMs': { error: { ...error, retryAfterMs: -1 } },
    state: { state: 1 },
    'tags.frames': { tags: { frames: 'last' } },
    step: { step: 0.5 },
    steps: { steps: '5' },
    attempt: { attempt: -1 },
  },
})

const ack = { op: 'cancel', ok: false, held: false }

describeMessage('an acknowledgement', {
  kind: 'ack',
  check: checkStatus,
  minimal: { v: 1, by: 'bob', instance: 'i1', requester: 'alice', ack },
  full: {
    v: 1,
    by: 'bob',
    instance: 'i1',
    requester: 'alice',
    ack: { ...ack, code: 'NOT_HELD' },
    ids: [1, 'other'],
    held: [{ id: 'a-1', requester: 'alice', action: 'say', status: 'running', ageMs: 5 }],
    more: 3,
  },
  deciding: ['ack', 'v'], // an unknown version is judged by the same key
  refused: {
    'ack.op': { ack: { ...ack, op: 'stop' } },
    'ack.held': { ack: { op: 'pause', ok: true } },
    held: { held: {} },
    'ids.1': { ids: ['a', 'a b'] },
  },
})

describe('the words of a status are those of the life cycle', () => {
  test.each(STATUSES)('%s', (status) => expect(checkStatus({ ...minimal, status, transitions: [[status, 0]] })).toMatchObject({ status }))
  test.each(COMPLETION_REASONS)('%s', (reason) => expect(checkStatus({ ...minimal, reason })).toMatchObject({ reason }))
  test.each(CONTROL_OPS)('acknowledged: %s', (op) => {
    expect(checkStatus({ v: 1, by: 'bob', instance: 'i', requester: 'alice', ack: { ...ack, op } })).toMatchObject({ ack: { op } })
  })
})

test('a code that only a newer peer knows is taken', () => {
  expect(checkStatus({ ...full, error: { ...error, code: 'FROM_LATER' } })).toMatchObject({ error: { code: 'FROM_LATER' } })
})
