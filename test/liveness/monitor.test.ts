import { Probe, probe } from '@parley/runtime/testing'
import { expect, test } from 'vitest'
import { BEAT_MS, type Stage, stage } from './stage.ts'

test('a monitor tells of an instance that comes, and of one that leaves', async () => {
  await using s = await stage()
  const { events } = await watching(s)
  const agent = await s.agent(probe())
  await s.clock.settle()
  expect(events).toEqual(['up'])
  await agent.close()
  await s.clock.settle()
  expect(events).toEqual(['up', 'down'])
})

test('one that was there before shows with its next beat', async () => {
  await using s = await stage()
  await s.agent(probe())
  const { events } = await watching(s)
  await s.clock.settle()
  expect(events).toEqual([])
  await s.clock.pass(BEAT_MS)
  expect(events).toEqual(['up'])
})

test('one that falls silent is lost after three of its beats, and up again when it is heard', async () => {
  await using s = await stage()
  const { events } = await watching(s)
  await s.agent(probe())
  await s.clock.pass(BEAT_MS)
  s.wire.rule(({ at }) => (at.room === 'presence' ? 'drop' : 'pass'))
  await s.clock.pass(2.9 * BEAT_MS)
  expect(events).toEqual(['up'])
  await s.clock.pass(0.2 * BEAT_MS)
  expect(events).toEqual(['up', 'lost'])
  s.wire.rule(() => 'pass')
  await s.clock.pass(BEAT_MS)
  expect(events).toEqual(['up', 'lost', 'up'])
})

test('each instance has its own events, and a loop that is left hears no more', async () => {
  await using s = await stage()
  const client = await s.client()
  const events = client.monitor(Probe)[Symbol.asyncIterator]()
  const [a, b] = [await s.agent(probe()), await s.agent(probe())]
  const both = [await events.next(), await events.next()].map(({ value }) => value?.instance)
  expect(both).toEqual([a.instance, b.instance])
  await events.return?.()
  await a.close()
  expect(await events.next()).toMatchObject({ done: true })
})

async function watching(s: Stage) {
  const client = await s.client()
  const events: string[] = []
  void (async () => {
    for await (const { event } of client.monitor('probe')) events.push(event)
  })()
  await s.clock.settle()
  return { events, client }
}
