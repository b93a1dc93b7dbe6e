import { expect, test } from 'vitest'
import { describeMessage } from '../testing/message-suite.ts'
import { CONTROL_OPS, checkControl } from './control.ts'

const minimal = { v: 1, op: 'cancel', id: 'a-1', requester: 'bob', senderInstance: 'i1' }

describeMessage('a control', {
  kind: 'control',
  check: checkControl,
  minimal,
  full: { ...minimal, op: 'credit', upTo: 40, stream: 'words', seq: -1 },
  refused: {
    op: { op: 'stop' },
    id: { id: '_' },
    requester: { requester: '_' },
    senderInstance: { senderInstance: 'a b' },
    upTo: { upTo: -1 },
    seq: { seq: -2 },
  },
})

test.each(CONTROL_OPS)('%s can be asked', (op) => {
  expect(checkControl({ ...minimal, op }).op).toBe(op)
})
