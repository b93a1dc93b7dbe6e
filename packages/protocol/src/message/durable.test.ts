import type { Wire } from '../index.ts'
import { describeMessage } from '../testing/message-suite.ts'
import { checkJournalEntry, checkSignal } from './durable.ts'

type Fields = { readonly [field: string]: Wire }
/** Required fields, optional ones, and a change that is refused, by the path that the refusal names. */
type Variant = readonly [kind: string, required: Fields, more: Fields, refused: { readonly [path: string]: Fields }]

const error = { code: 'TIMEOUT', message: 'late', retryable: true }
const request = {
  v: 1,
  id: 'a-1',
  requester: 'bob',
  requesterInstance: 'i1',
  action: 'act',
  args: [1],
  numSteps: 1,
  createdAt: 0,
}

const SIGNALS: readonly Variant[] = [
  ['answer', { question: 'q-1', value: null }, {}, { question: { question: 'q.1' } }],
  [
    'child',
    { child: 'c-1', target: 'bob' },
    { result: [1], error },
    { target: { target: '_' }, 'error.code': { error: { ...error, code: 1 } } },
  ],
  ['timer', { entry: 3, at: 1_000 }, {}, { entry: { entry: -1 }, at: { at: null } }],
  ['cancel', {}, {}, { kind: { kind: 'kill' } }],
  ['pause', {}, {}, { kind: { kind: null } }],
  ['resume', {}, {}, { kind: { kind: 1 } }],
]

const ENTRIES: readonly Variant[] = [
  ['request', { instance: 'i1', request }, {}, { 'request.requester': { request: { ...request, requester: 'b.c' } } }],
  ['claim', { instance: 'i1', attempt: 2 }, {}, { attempt: { attempt: 0.5 } }],
  ['step', { name: 'charge the card' }, { result: 1, error }, { name: { name: 7 } }],
  ['child', { child: 'c-1', target: 'bob', action: 'act' }, {}, { child: { child: '' } }],
  ['wait', { for: 'timer' }, { until: 9 }, { for: { for: 'godot' }, until: { until: -1 } }],
  ['signal', { signal: { v: 1, kind: 'answer', question: 'q-1', value: 0 } }, {}, { 'signal.kind': { signal: { v: 1, kind: 'zap' } } }],
  ['end', { instance: 'i1' }, {}, { instance: { instance: null } }],
]

for (const [kind, required, more, refused] of SIGNALS) {
  const minimal = { v: 1, kind, ...required }
  describeMessage(`a signal, ${kind}`, { kind: 'signal', check: checkSignal, minimal, full: { ...minimal, ...more }, refused })
}

for (const [kind, required, more, refused] of ENTRIES) {
  const minimal = { v: 1, kind, at: 1, ...required }
  describeMessage(`a journal entry, ${kind}`, {
    kind: 'journal',
    check: checkJournalEntry,
    minimal,
    full: { ...minimal, ...more },
    refused,
  })
}
