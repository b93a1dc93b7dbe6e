import {
  type ControlMessage,
  decode,
  encodeWire,
  type InteractionMessage,
  originIn,
  parseSubject,
  type ShortId,
  subjectsOf,
  type Wire,
} from '@parley/protocol'
import { action, contract, defineAgent } from '@parley/runtime'
import { type Bus, type Incoming, startBroker, type TestWorld, testWorld } from '@parley/runtime/testing'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import * as z from 'zod'

// How an instance is asked about what it holds: many interactions in one message where it has said that it reads that, plain version 1 elsewhere.

const BEAT_MS = 200
const COUNT = 300
const MOST = 256

const Holder = contract({ name: 'holder', actions: { hold: action({ input: z.object({}) }) } })
const holder = defineAgent(Holder, { concurrency: 1_000, handlers: { hold: () => new Promise<void>(() => {}) } })

let broker: Awaited<ReturnType<typeof startBroker>>
beforeAll(async () => {
  broker = await startBroker({ jetstream: false })
})
afterAll(() => broker.stop())
const aWorld = () => testWorld({ servers: broker.url, defaults: { beatMs: BEAT_MS } })

type Answer = (control: ControlMessage) => { held: boolean; ids?: ShortId[] }[]

/** An agent of another make that takes what it is asked, and says nothing of it but in answer to a query. */
async function foreignHolder(world: TestWorld<Bus>, reads: string[] | undefined, answers: Answer) {
  const bus = await world.bus('holder')
  const subjects = subjectsOf(world.name)
  const queries: ControlMessage[] = []
  const onRequest = ({ subject, data }: Incoming) => {
    const { id, requesterInstance } = decode(data) as unknown as InteractionMessage
    const { requester } = parseSubject(subject) as { requester: string }
    const own = { v: 1, by: 'holder', instance: 'foreign', seq: 0, status: 'running', transitions: [['running', 1]] }
    bus.publish(subjects.status(requester, requesterInstance, id, 'holder'), encodeWire({ ...own, ...(reads && { reads }) }))
  }
  const onControl = ({ subject, data }: Incoming) => {
    const control = decode(data) as unknown as ControlMessage
    const { sender } = parseSubject(subject) as { sender: string }
    if (control.op !== 'query') return
    queries.push(control)
    for (const { held, ids } of answers(control)) {
      const ack = { v: 1, by: 'holder', instance: 'foreign', requester: control.requester, ack: { op: 'query', ok: true, held } }
      const at = subjects.status(sender, control.senderInstance, control.id, 'holder')
      bus.publish(at, encodeWire({ ...ack, ...(ids && { ids }) }))
    }
  }
  bus.subscribe(subjects.interaction('holder', '*'), onRequest, 'holder')
  for (const hearer of ['foreign', '_']) bus.subscribe(subjects.control('holder', hearer, '*'), onControl)
  await bus.flush()
  return { bus, queries }
}

async function holding(world: TestWorld<Bus>) {
  const client = await world.client()
  const peer = client.peer(Holder)
  const handles = Array.from({ length: COUNT }, () => client.send(peer.hold, {}))
  for (const { result } of handles) result.catch(() => {})
  return handles
}
const heldAll: Answer = ({ ids }) => [ids ? { held: true, ids: ids.map(([id]) => id) } : { held: true }]
const open = (handles: Awaited<ReturnType<typeof holding>>) => handles.filter(({ status }) => status === 'running').length

test('an agent that has said nothing is asked about each by itself, in plain version 1', async () => {
  await using world = await aWorld()
  const { queries } = await foreignHolder(world, undefined, heldAll)
  const handles = await holding(world)
  await vi.waitFor(() => expect(new Set(queries.map(({ id }) => id)).size).toBe(COUNT), { timeout: 5_000 })
  expect(queries.some((query) => 'ids' in query)).toBe(false)
  expect(open(handles)).toBe(COUNT)
})

describe('an instance that has said that it reads queries', () => {
  test('is asked about many at once, no more than a message may hold, each with what was heard of it; and its answer counts for all', async () => {
    await using world = await aWorld()
    const { queries } = await foreignHolder(world, ['queries'], heldAll)
    const handles = await holding(world)
    const asked = () => queries.flatMap(({ ids }) => ids ?? [])
    await vi.waitFor(() => expect(asked().length).toBeGreaterThanOrEqual(4 * COUNT), { timeout: 10_000 })
    expect(new Set(asked().map(([id]) => id)).size).toBe(COUNT)
    expect(asked().every(([id, seq]) => typeof id === 'number' && seq === 0)).toBe(true)
    expect(Math.max(...queries.map(({ ids }) => ids?.length ?? 0))).toBe(MOST)
    expect(queries.length).toBeLessThan(COUNT / 10)
    expect(open(handles)).toBe(COUNT)
  })

  test('ends what it says that it does not hold, and that alone', async () => {
    await using world = await aWorld()
    const without: Answer = ({ ids = [] }) => [
      { held: true, ids: ids.filter((_, i) => i !== 1).map(([id]) => id) },
      { held: false, ids: ids.slice(1, 2).map(([id]) => id) },
    ]
    let lost: ShortId = ''
    let first = true
    await foreignHolder(world, ['queries'], (query) => {
      if (!first || !query.ids) return heldAll(query)
      first = false
      lost = query.ids[1]![0]
      return without(query)
    })
    const handles = await holding(world)
    await vi.waitFor(() => expect(open(handles)).toBe(COUNT - 1), { timeout: 5_000 })
    await new Promise((later) => setTimeout(later, 3 * BEAT_MS))
    expect(open(handles)).toBe(COUNT - 1)
    const ended = handles.find(({ status }) => status === 'completed')!
    expect(originIn(ended.uuid).short).toBe(lost)
  })

  test('has lost all that it held when the broker finds nobody there', async () => {
    await using world = await aWorld()
    const { bus, queries } = await foreignHolder(world, ['queries'], heldAll)
    const handles = await holding(world)
    await vi.waitFor(() => expect(queries.length).toBeGreaterThan(1), { timeout: 5_000 })
    await bus.close()
    const ends = await Promise.all(handles.map(({ result }) => result.then(String, ({ code }) => code)))
    expect(new Set(ends)).toEqual(new Set(['DISCONNECTED']))
  })
})

test('an agent of ours that is asked about many answers once for those that it holds, once for the others, and tells what is newer', async () => {
  await using world = await aWorld()
  const { instance } = await world.agent(holder)
  const bus = await world.bus('alice')
  const { status, interaction, control } = subjectsOf(world.name)
  const heard: [string, { [field: string]: Wire }][] = []
  bus.subscribe(status('alice', 'i', '*', '*'), ({ subject, data }) => {
    heard.push([(parseSubject(subject) as { id: string }).id, decode(data) as { [field: string]: Wire }])
  })
  const request = { v: 1, requester: 'alice', requesterInstance: 'i', action: 'hold', args: {}, numSteps: -1, createdAt: 1 }
  for (const id of ['i-1', 'i-2']) bus.publish(interaction('holder', 'alice'), encodeWire({ ...request, id }))
  await vi.waitFor(() => expect(heard).toHaveLength(2))
  heard.length = 0
  const ids = [
    [1, 0],
    [2, -1],
    [3, -1],
  ]
  bus.publish(
    control('holder', instance, 'alice'),
    encodeWire({ v: 1, op: 'query', id: 'i-1', requester: 'alice', senderInstance: 'i', ids }),
  )
  await vi.waitFor(() => expect(heard).toHaveLength(3))
  expect(heard).toMatchObject([
    ['i-2', { status: 'running', seq: 1, transitions: [] }],
    ['i-1', { ack: { op: 'query', ok: true, held: true }, ids: [1, 2] }],
    ['i-1', { ack: { op: 'query', ok: true, held: false }, ids: [3] }],
  ])
})
