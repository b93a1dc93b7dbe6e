import { type ControlMessage, decode, FEATURES, parseSubject, VERSION } from '@parley/protocol'
import { expect, test } from 'vitest'
import { aRequest } from '../testing/message.ts'
import type { Bus } from './bus.ts'
import type { Claims } from './claims.ts'
import { Features } from './features.ts'
import { Outbound } from './outbound.ts'

/** What `alice` says to instances that read all there is to read, as it leaves. */
function setUp(inlineLimit = 1_000_000) {
  const sent: [to: string, op: unknown, ids: unknown][] = []
  const published: Uint8Array[] = []
  const early: boolean[] = []
  const publish = (subject: string, data: Uint8Array, _reply?: string, isEarly = false) => {
    published.push(data)
    early.push(isEarly)
    const { op, id, ids, pack } = decode(data) as { [field: string]: unknown }
    sent.push([(parseSubject(subject) as { target: string }).target, op ?? (pack ? 'pack' : 'request'), ids ?? id])
  }
  const features = new Features()
  for (const name of ['bob', 'carol']) features.heardTarget(name, 'i1', FEATURES)
  features.heardRequester('bob', 'i1', FEATURES)
  const bus = { state: 'connected', publish } as unknown as Bus
  const outbound = new Outbound(bus, { world: 'w', name: 'alice', instance: 'a' }, features, { inlineLimit } as Claims, () => [0, 0])
  const ask = (target: string, id: string, own: Partial<ControlMessage> = {}) =>
    outbound.control(target, 'i1', { v: VERSION, op: 'query', id, requester: 'alice', senderInstance: 'a', seq: 0, ...own })
  return { outbound, sent, published, early, ask }
}

test('queries of one turn to one instance leave as one, and a single one as it is', async () => {
  const { sent, ask } = setUp()
  for (const id of ['a-1', 'x']) ask('bob', id)
  expect(sent).toEqual([])
  await Promise.resolve()
  ask('bob', 'a-2')
  await Promise.resolve()
  const both = [
    [1, 0],
    ['x', 0],
  ]
  expect(sent).toEqual([
    ['bob', 'query', both],
    ['bob', 'query', 'a-2'],
  ])
})

test('who claims to be another’s instance shares no query with him', async () => {
  const { sent, ask } = setUp()
  ask('bob', 'a-1')
  ask('carol', 'a-2')
  await Promise.resolve()
  expect(sent).toEqual([
    ['bob', 'query', 'a-1'],
    ['carol', 'query', 'a-2'],
  ])
})

test('a query about what another has asked, and any other control, leaves at once and alone', () => {
  const { sent, ask } = setUp()
  ask('bob', 'b-1', { requester: 'bob' })
  ask('bob', 'a-1', { op: 'cancel' })
  expect(sent).toEqual([
    ['bob', 'query', 'b-1'],
    ['bob', 'cancel', 'a-1'],
  ])
})

test('of a burst all parts but the last are early: their reader is to begin', async () => {
  const { outbound, early } = setUp()
  for (let n = 0; n < 70; n++) outbound.request('bob', n, aRequest({ id: `a-${n}`, requester: 'alice', requesterInstance: 'a' }))
  await Promise.resolve()
  expect(early).toEqual([true, true, false])
  const ok = { v: VERSION, by: 'alice', instance: 'a', seq: 0, status: 'completed', transitions: [6, 1], reason: 'ok' } as const
  for (let n = 0; n < 40; n++) outbound.status('bob', 'i1', n, { ...ok, transitions: [6, 1] })
  await Promise.resolve()
  expect(early.slice(3)).toEqual([true, false])
})

test('a control overtakes no request that was given before it', () => {
  const { outbound, sent, ask } = setUp()
  for (const n of [1, 2]) outbound.request('bob', n, aRequest({ id: `a-${n}`, requester: 'alice', requesterInstance: 'a' }))
  ask('bob', 'a-1', { op: 'cancel' })
  expect(sent.map(([, what]) => what)).toEqual(['pack', 'cancel'])
})

test('nothing waits for its turn’s end when the instance says goodbye', () => {
  const { outbound, sent, ask } = setUp()
  ask('bob', 'a-1')
  outbound.flush()
  expect(sent).toEqual([['bob', 'query', 'a-1']])
})

test('samples that a broker takes one by one, and not together, leave one by one', () => {
  const { outbound, published } = setUp(2_000)
  const ofSize = (size: number) => new Uint8Array(size)
  outbound.samples('frames', 'bob', 'i1', 'a-1', { v: VERSION, tag: 7, data: [ofSize(1_500), ofSize(10), ofSize(1_900)] })
  outbound.samples('frames', 'bob', 'i1', 'a-1', { v: VERSION, tag: 10, data: [ofSize(900), ofSize(900)] })
  const said = published.map((data) => decode(data) as { tag: number; data: Uint8Array[] })
  expect(said.map(({ tag, data }) => [tag, data.map(({ length }) => length)])).toEqual([
    [7, [1_500]],
    [8, [10]],
    [9, [1_900]],
    [10, [900, 900]],
  ])
})
