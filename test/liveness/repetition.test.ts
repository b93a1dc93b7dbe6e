import { encode, subjectsOf } from '@parley/protocol'
import { Probe, probe } from '@parley/runtime/testing'
import { expect, test } from 'vitest'
import { BEAT_MS, endOf, stage } from './stage.ts'

const rooms = ['interaction', 'status', 'control', 'stream', 'presence'] as const

test.each(rooms)('RT-5 every message of the room %s delivered twice changes nothing', async (room) => {
  const plain = await story()
  const repeated = await story(room)
  expect(repeated).toEqual(plain)
})

test('RT-5 a bounce that comes twice sends the request again once', async () => {
  await using s = await stage()
  const [full, twins] = [probe(), [probe(), probe()]]
  await s.agent(full, { concurrency: 1, mailboxLimit: 0 })
  const client = await s.client()
  s.wire.rule(({ at }) => (at.room === 'interaction' ? 'hold' : 'pass'))
  const held = client.send(client.peer(Probe).hold, {})
  const bounced = endOf(client.peer(Probe).echo({ value: 1 }))
  await s.clock.settle()
  s.wire.rule(({ at }) => (at.room === 'status' ? 'twice' : 'pass'))
  s.broker.releaseHeld()
  await s.clock.settle()
  for (const twin of twins) await s.agent(twin)
  await s.clock.pass(5_000)
  expect(await bounced).toEqual({ ok: 1 })
  expect(twins.flatMap(({ asked }) => asked)).toHaveLength(1)
  full.release()
  await held.result
})

test('RT-5 a request that comes again after its end gets the words of its end, and does not run', async () => {
  await using s = await stage()
  const agent = probe()
  await s.agent(agent)
  const client = await s.client({ name: 'owner' })
  expect(await client.peer(Probe).echo({ value: 1 })).toBe(1)
  const again = s.wire.in('interaction')[0]!
  s.wire.rule(() => 'pass')
  const bus = await s.bus('owner')
  bus.publish(subjectsOf(s.name).interaction('probe', 'owner'), encode(again.body))
  await s.clock.settle()
  const ends = s.wire.in('status').filter(({ body }) => body.status === 'completed')
  expect(ends).toHaveLength(2)
  expect(ends[1]!.body).toEqual(ends[0]!.body)
  expect(agent.asked).toHaveLength(1)
})

test('RT-5 a request that comes again when its end was heard long ago runs no second time', async () => {
  await using s = await stage()
  const agent = probe()
  await s.agent(agent)
  const client = await s.client({ name: 'owner' })
  for (let n = 0; n < 100; n++) expect(await client.peer(Probe).echo({ value: n })).toBe(n)
  const requests = s.wire.in('interaction').map(({ body }) => body)
  expect(requests).toHaveLength(100)
  const bus = await s.bus('owner')
  for (const request of requests) bus.publish(subjectsOf(s.name).interaction('probe', 'owner'), encode({ ...request }))
  await s.clock.settle()
  expect(agent.asked).toHaveLength(100)
  expect(s.wire.in('status').filter(({ body }) => body.status === 'completed')).toHaveLength(101) // nobody has said that the last one was heard
})

/** Everything that can happen to an interaction, with one room's messages doubled; gives all that anybody saw of it. */
async function story(room?: (typeof rooms)[number]) {
  await using s = await stage()
  const agent = probe()
  await s.agent(agent)
  const client = await s.client()
  if (room) s.wire.rule(({ at }) => (at.room === room ? 'twice' : 'pass'))
  const peers: string[] = []
  void (async () => {
    for await (const { event } of client.monitor('probe')) peers.push(event)
  })()
  const peer = client.peer(Probe)
  const echo = await endOf(peer.echo({ value: 'x' }))
  const fail = await endOf(peer.fail({}))
  const nobodyKnows = (client.peer('probe') as Record<string, (args: object) => PromiseLike<unknown>>).nothing!
  const unknown = await endOf(Promise.resolve(nobodyKnows({})))

  const fed = client.send(peer.feed, {})
  const updates = collect(fed.statuses())
  const samples = collect(fed)
  agent.release('', 'a')
  agent.release('', 'b')
  await s.clock.settle()
  await fed.pause()
  agent.release('', 'c')
  await s.clock.settle()
  const paused = fed.status
  await s.clock.pass(3 * BEAT_MS) // queries and their answers
  await fed.resume()
  agent.release('', 'd')
  agent.release('', null)
  const feed = await endOf(fed.result)

  const cancelled = client.send(peer.untilSignal, {})
  const cancel = endOf(cancelled.result)
  await s.clock.settle()
  await cancelled.cancel()
  await s.clock.settle()
  return {
    ...{ echo, fail, unknown, paused, feed, peers, cancel: await cancel, samples: await samples },
    told: (await updates).map(({ status }) => status),
    asked: agent.asked.map(({ action, state }) => ({ action, state })),
  }
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}
