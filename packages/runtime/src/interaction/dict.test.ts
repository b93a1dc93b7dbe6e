import { COMPLETION_REASONS, decode, encode, STATUSES, type Wire } from '@parley/protocol'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { aRequest, aStatus } from '../testing/message.ts'
import { requesterRig } from '../testing/requester-rig.ts'
import { targetRig } from '../testing/target-rig.ts'
import { fromDict, toDict, toStatusDict } from './dict.ts'
import { SentInteraction } from './sent.ts'

const label = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,9}$/)
const agent = fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,9}$/)
const text = fc.string({ maxLength: 12, unit: 'grapheme' })
const value: fc.Arbitrary<unknown> = fc.oneof(
  text,
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.uint8Array({ maxLength: 9 }),
  fc.array(fc.integer()),
)
const map = fc.dictionary(label, value, { maxKeys: 4, noNullPrototype: true })
const streams = fc.record(
  { stdin: fc.array(label), stdtar: fc.array(label), stdext: fc.array(label), stdunk: fc.array(label) },
  { noNullPrototype: true },
)
const samples = fc.oneof(fc.array(value, { maxLength: 4 }), map)
const request = fc.record(
  {
    ...{ id: fc.stringMatching(/^[A-Za-z0-9-]{1,12}$/), requester: agent, action: label, args: fc.oneof(map, value) },
    ...{ numSteps: fc.oneof(fc.integer({ min: -1, max: 1e9 }), fc.constant('<eval_steps>')), createdAt: fc.nat() },
    ...{ streams, samples, fromState: text, toState: text, timeoutMs: fc.nat(), volatile: fc.boolean(), priority: fc.integer() },
  },
  { requiredKeys: ['id', 'requester', 'action', 'args', 'numSteps', 'createdAt'], noNullPrototype: true },
)
const ending = fc.record(
  {
    reason: fc.constantFrom(...COMPLETION_REASONS),
    state: text,
    result: value,
    error: fc.constant({ code: 'TIMEOUT', message: 'late', retryable: true }),
  },
  { requiredKeys: ['reason'], noNullPrototype: true },
)
const tags = fc.option(fc.dictionary(label, fc.array(fc.nat()), { maxKeys: 3, noNullPrototype: true }))
const target = fc.record({ name: agent, status: fc.constantFrom(...STATUSES), ending: fc.option(ending), endedMs: fc.nat(), tags })
const dict = fc
  .record({ own: request, status: fc.constantFrom(...STATUSES), ending: fc.option(ending), targets: fc.array(target, { maxLength: 3 }) })
  .map(({ own, ...standing }) => ({ ...aRequest(own as never), uuid: `${own.id}_${own.requester}`, ...standing }))

/** Over the wire, as whoever stores or sends it does. */
const travelled = (one: unknown): Wire => decode(Uint8Array.from(encode(one)))

test('I-56 an interaction is the same after it was a value: fields, targets, status, reason, states, streams and samples', {
  timeout: 60_000,
}, () => {
  fc.assert(
    fc.property(dict, (one) => {
      const again = fromDict(travelled(one))
      expect(toDict(again)).toEqual(one)
      expect([again.uuid, again.status, again.reason, again.state]).toEqual([
        one.uuid,
        one.status,
        one.ending?.reason ?? null,
        one.ending?.state ?? null,
      ])
    }),
    { numRuns: 2_000 },
  )
})

test('I-56 samples in a list survive beside streams that are empty', () => {
  const one = new SentInteraction(aRequest({ samples: ['a', Uint8Array.of(1)], streams: {}, numSteps: 1 }), ['bob'])
  expect(fromDict(travelled(toDict(one))).request).toMatchObject({ samples: ['a', Uint8Array.of(1)], streams: {}, numSteps: 1 })
})

test('I-38, I-56 what belongs to this process stays in it: the mark, who follows, what is bound', () => {
  const { send } = requesterRig()
  const { sent } = send('a-1')
  sent.mark = { secret: 1 }
  const known = [
    'v',
    'id',
    'requester',
    'requesterInstance',
    'action',
    'args',
    'numSteps',
    'createdAt',
    'uuid',
    'status',
    'ending',
    'targets',
  ]
  expect(Object.keys(toDict(sent)).sort()).toEqual(known.sort())
  expect(Object.keys(toDict(sent).targets[0]!).sort()).toEqual(['endedMs', 'ending', 'name', 'status', 'tags'])
  expect(JSON.stringify([toDict(sent), toStatusDict(sent, 'bob')])).not.toMatch(/secret|callback|observer/)
})

test.each([
  [{ uuid: 'b_alice' }, 'uuid: got "b_alice", expected a-1_alice'],
  [{ uuid: undefined }, 'uuid: got nothing'],
  [{ status: 'gone' }, 'status'],
  [{ ending: { reason: 'bored' } }, 'ending.reason'],
  [{ targets: [{ name: 'bob' }] }, 'targets.0.'],
  [{ action: 'a b' }, 'interaction.action'],
])('I-56 a value that is no interaction is refused with its field: %j', (wrong, message) => {
  const good = toDict(new SentInteraction(aRequest(), ['bob']))
  expect(() => fromDict({ ...good, ...wrong } as unknown as Wire)).toThrow(message)
})

describe('I-57 a status as a value', () => {
  test('holds who says it, uuid, status, reason, state and tags, and nothing else', () => {
    const { requester, send } = requesterRig()
    const { sent } = send('a-1', {}, ['bob', 'carol'])
    const open = { uuid: 'a-1_alice', status: 'requested', reason: null, state: null, tags: null }
    expect(toStatusDict(sent, 'bob')).toStrictEqual({ by: 'bob', ...open })
    requester.onStatus('bob', 'a-1', aStatus(0, { transitions: [['completed', 5]], reason: 'ok', state: 'done', tags: { out: 7 } }))
    expect(toStatusDict(sent, 'bob')).toStrictEqual({
      by: 'bob',
      uuid: 'a-1_alice',
      status: 'completed',
      reason: 'ok',
      state: 'done',
      tags: { out: [7] },
    })
    expect(toStatusDict(sent, 'carol')).toStrictEqual({ by: 'carol', ...open })
    expect(toStatusDict(sent, 'alice')).toStrictEqual({ by: 'alice', ...open })
  })

  test('is the target’s own of what it was asked', () => {
    const { ask, job } = targetRig()
    ask('a-1')
    const { received } = job('a-1')
    expect(toStatusDict(received!, 'bob')).toStrictEqual({
      by: 'bob',
      uuid: 'a-1_alice',
      status: 'running',
      reason: null,
      state: null,
      tags: null,
    })
    received!.tags = { out: 2 }
    job('a-1').done({ reason: 'error', state: 'lost' })
    expect(toStatusDict(received!, 'bob')).toStrictEqual({
      by: 'bob',
      uuid: 'a-1_alice',
      status: 'completed',
      reason: 'error',
      state: 'lost',
      tags: { out: [2] },
    })
  })
})
