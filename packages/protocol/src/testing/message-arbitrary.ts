import fc from 'fast-check'
import {
  COMPLETION_REASONS,
  CONTROL_OPS,
  checkClaim,
  checkControl,
  checkInteraction,
  checkJournalEntry,
  checkPresence,
  checkSamples,
  checkSignal,
  checkStatus,
  MAX_ANCESTORS,
  MAX_CLAIM_BYTES,
  MAX_CLAIM_CHUNKS,
  MAX_STEPS,
  STATUSES,
  unpackRequests,
  unpackStatuses,
  type Wire,
} from '../index.ts'
import { statusAsItCame } from './status.ts'
import { word as text, smallWire as wire } from './wire-arbitrary.ts'

/** A message whose optional fields are there or not. */
function message(required: Record<string, fc.Arbitrary<unknown>>, more: Record<string, fc.Arbitrary<unknown>> = {}): fc.Arbitrary<Wire> {
  const all: Record<string, fc.Arbitrary<unknown>> = { v: fc.constant(1), ...required, ...more }
  return fc.record(all, { requiredKeys: ['v', ...Object.keys(required)], noNullPrototype: true }) as fc.Arbitrary<Wire>
}

const agent = fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,9}$/)
const id = fc.stringMatching(/^[A-Za-z0-9-]{1,12}$/)
const shortId = fc.oneof(fc.nat(), id)
const heardSeq = fc.integer({ min: -1 })
const label = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,9}$/)
const count = fc.nat()
const ms = fc.double({ min: 0, max: 1e15, noNaN: true }).map((value) => value + 0)
const error = fc.record(
  { code: text, message: text, retryable: fc.boolean(), retryAfterMs: ms, details: wire },
  { requiredKeys: ['code', 'message', 'retryable'], noNullPrototype: true },
)
const shortError = error.map((e) => ({ ...e, code: e.code.slice(0, 9).toWellFormed() }))
const streams = fc.record(
  {
    stdin: fc.array(text, { maxLength: 3 }),
    stdtar: fc.array(text, { maxLength: 3 }),
    stdext: fc.array(text, { maxLength: 3 }),
    stdunk: fc.array(text, { maxLength: 3 }),
  },
  { requiredKeys: [], noNullPrototype: true },
)
const words = fc.array(text, { maxLength: 3 })
const tags = fc.array(fc.tuple(label, fc.integer()), { maxLength: 3 }).map((entries) => Object.fromEntries(entries))

const interaction = message(
  {
    id,
    requester: agent,
    requesterInstance: id,
    action: label,
    args: wire,
    numSteps: fc.oneof(fc.integer({ min: -1, max: MAX_STEPS }), fc.constant('<steps>')),
    createdAt: ms,
  },
  {
    streams,
    samples: wire,
    fromState: label,
    toState: label,
    timeoutMs: ms,
    remainingMs: ms,
    volatile: fc.boolean(),
    detached: fc.boolean(),
    priority: fc.integer(),
    reads: words,
    ancestors: fc.oneof(
      { weight: 9, arbitrary: fc.array(agent, { maxLength: 3 }) },
      { weight: 1, arbitrary: fc.array(agent, { minLength: MAX_ANCESTORS, maxLength: MAX_ANCESTORS }) },
    ),
    retryOf: id,
  },
)

const statusOf = (more: Record<string, fc.Arbitrary<unknown>>) =>
  message(
    {
      ...more,
      by: agent,
      instance: id,
      seq: count,
      status: fc.constantFrom(...STATUSES),
      transitions: fc.array(fc.tuple(fc.constantFrom(...STATUSES), ms), { maxLength: 4 }),
    },
    {
      reason: fc.constantFrom(...COMPLETION_REASONS),
      error: shortError,
      result: wire,
      state: text,
      tags,
      step: fc.integer(),
      steps: fc.integer(),
      attempt: count,
      reads: words,
    },
  )
const status = statusOf({})
const ackOf = fc.record(
  { op: fc.constantFrom(...CONTROL_OPS), ok: fc.boolean(), held: fc.boolean(), code: text },
  { requiredKeys: ['op', 'ok', 'held'], noNullPrototype: true },
)
const held = fc.record(
  {
    id,
    requester: agent,
    action: label,
    status: fc.constantFrom(...STATUSES),
    ageMs: ms,
    step: fc.integer(),
    steps: fc.integer(),
    priority: fc.integer(),
  },
  { requiredKeys: ['id', 'requester', 'action', 'status', 'ageMs'], noNullPrototype: true },
)
const ack = message(
  { by: agent, instance: id, requester: agent, ack: ackOf },
  {
    ...{ held: fc.array(held, { maxLength: 3 }), more: count },
    ids: fc.array(shortId, { minLength: 1, maxLength: 3 }),
  },
)
const rest = fc.record(
  { result: wire, step: fc.integer(), reason: fc.constantFrom(...COMPLETION_REASONS) },
  { requiredKeys: [], noNullPrototype: true },
)
const rows = <S, T>(second: fc.Arbitrary<S>, third: fc.Arbitrary<T>) =>
  fc.array(fc.oneof(fc.tuple(shortId, second, third), fc.tuple(shortId, second, third, rest)), { minLength: 1, maxLength: 3 })
const requestHead = fc.record(
  { requesterInstance: id, requester: agent, reads: words },
  { requiredKeys: ['requesterInstance', 'requester'], noNullPrototype: true },
)
const requestPack = message({ head: requestHead, createdAt: ms, pack: rows(label, wire) }, { timeoutMs: ms, heard: fc.tuple(count, count) })
const statusHead = fc.record({ instance: id, by: agent, reads: words }, { requiredKeys: ['instance', 'by'], noNullPrototype: true })
const statusPack = message({ head: statusHead, atMs: ms, pack: rows(count, fc.array(fc.nat(), { maxLength: 6 })) })
const checkRequestPack = (value: Wire) => {
  unpackRequests(value, NOBODY)
  return value
}
const checkStatusPack = (value: Wire) => {
  unpackStatuses(value, 'i', NOBODY)
  return value
}
const NOBODY = { message: () => {}, bad: () => {} }

const control = message(
  { op: fc.constantFrom(...CONTROL_OPS), id, requester: agent, senderInstance: id },
  {
    ...{ upTo: count, stream: label, seq: heardSeq },
    ids: fc.array(fc.tuple(shortId, heardSeq), { minLength: 1, maxLength: 3 }),
  },
)
const claim = message({
  claim: fc.record(
    {
      key: id,
      chunks: fc.integer({ min: 1, max: MAX_CLAIM_CHUNKS }),
      bytes: fc.integer({ min: 1, max: MAX_CLAIM_BYTES }),
      digest: fc.uint8Array({ minLength: 32, maxLength: 32 }),
    },
    { noNullPrototype: true },
  ),
})
const samples = message({ tag: count, data: fc.array(wire, { minLength: 1, maxLength: 3 }) })
const presence = message(
  { kind: fc.constantFrom('up', 'beat', 'down'), beatMs: ms, startedAt: ms, open: count, waiting: count, capacity: count },
  { features: words },
)

const kind = (name: string) => ({ kind: fc.constant(name) })
const signal = fc.oneof(
  message({ ...kind('answer'), question: id, value: wire }),
  message({ ...kind('child'), child: id, target: agent }, { result: wire, error: shortError }),
  message({ ...kind('timer'), entry: count, at: ms }),
  message({ kind: fc.constantFrom('cancel', 'pause', 'resume') }),
)
const journal = fc.oneof(
  message({ ...kind('request'), at: ms, instance: id, request: interaction }),
  message({ ...kind('claim'), at: ms, instance: id, attempt: count }),
  message({ ...kind('step'), at: ms, name: text }, { result: wire, error: shortError }),
  message({ ...kind('child'), at: ms, child: id, target: agent, action: label }),
  message({ ...kind('wait'), at: ms, for: fc.constantFrom('timer', 'answer', 'child') }, { until: ms }),
  message({ ...kind('signal'), at: ms, signal }),
  message({ ...kind('end'), at: ms, instance: id }),
)

export interface Kind {
  readonly name: string
  readonly check: (value: Wire) => unknown
  readonly arbitrary: fc.Arbitrary<Wire>
}

/** Every kind of message, with its check. */
export const KINDS: readonly Kind[] = [
  { name: 'interaction', check: checkInteraction, arbitrary: interaction },
  { name: 'status', check: statusAsItCame, arbitrary: status },
  { name: 'ack', check: checkStatus, arbitrary: ack },
  { name: 'request pack', check: checkRequestPack, arbitrary: requestPack },
  { name: 'status pack', check: checkStatusPack, arbitrary: statusPack },
  { name: 'claim', check: checkClaim, arbitrary: claim },
  { name: 'control', check: checkControl, arbitrary: control },
  { name: 'samples', check: checkSamples, arbitrary: samples },
  { name: 'presence', check: checkPresence, arbitrary: presence },
  { name: 'signal', check: checkSignal, arbitrary: signal },
  { name: 'journal', check: checkJournalEntry, arbitrary: journal },
]

/** A message of any kind, with the kind. */
export const anyMessage: fc.Arbitrary<{ kind: Kind; value: Wire }> = fc.oneof(
  ...KINDS.map((kind) => kind.arbitrary.map((value) => ({ kind, value }))),
)
