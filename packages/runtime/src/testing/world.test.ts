import { expect, test } from 'vitest'
import { startBroker } from '../broker/start.ts'
import { ManualClock } from './manual-clock.ts'
import { Probe, probe } from './probe.ts'
import { testWorld } from './world.ts'

test('agents and clients of one world meet in this process, without a broker', async () => {
  await using world = await testWorld()
  const echo = probe()
  await world.agent(echo)
  const client = await world.client({ name: 'alice' })
  expect(await client.peer(Probe).echo({ value: { text: 'hello', bytes: Uint8Array.of(1) } })).toEqual({
    text: 'hello',
    bytes: Uint8Array.of(1),
  })
  expect(echo.asked).toMatchObject([{ action: 'echo', requester: 'alice', state: 'returned' }])
})

test('two worlds on one broker do not hear each other', async () => {
  await using broker = await startBroker({ jetstream: false })
  await using here = await testWorld({ servers: broker.url })
  await using there = await testWorld({ servers: broker.url })
  await here.agent(probe())
  const near = await here.client()
  const far = await there.client()
  expect(await near.peer(Probe).echo({ value: 1 })).toBe(1)
  await expect(far.peer(Probe).echo({ value: 1 })).rejects.toMatchObject({ code: 'NO_RESPONDERS' })
})

test('time can be the test’s own: a limit of five minutes passes at once', async () => {
  const clock = new ManualClock()
  await using world = await testWorld({ clock })
  const held = probe()
  await world.agent(held)
  const client = await world.client()
  const handle = client.send(client.peer(Probe).untilSignal, {}, { timeoutMs: 300_000 })
  const result = expect(handle.result).rejects.toMatchObject({ reason: 'timeout', code: 'TIMEOUT' })
  await clock.pass(299_000)
  expect(handle.status).toBe('running')
  await clock.pass(2_000)
  await result
  expect(held.asked).toMatchObject([{ action: 'untilSignal', state: expect.stringMatching(/TIMEOUT|CANCELLED/) }])
})

test('a probe holds, feeds and counts as it is told', async () => {
  await using world = await testWorld()
  const one = probe({ name: 'one' })
  await world.agent(one)
  const client = await world.client()
  const peer = client.peer(Probe, 'one')
  const held = peer.hold({ key: 'k' })
  one.release('k', 'done')
  expect(await held).toBe('done')
  for (const value of [1, 'two', null]) one.release('f', value)
  const fed: unknown[] = []
  for await (const value of peer.feed({ key: 'f' })) fed.push(value)
  expect(fed).toEqual([1, 'two'])
  const counted = peer.count({ to: 100, pause: true })
  const numbers: number[] = []
  for await (const n of counted) numbers.push(n)
  expect(numbers).toEqual(Array.from({ length: 100 }, (_, i) => i))
  expect(await counted.result).toBe(100)
  expect(one.asked.map(({ action, state }) => [action, state])).toEqual([
    ['hold', 'returned'],
    ['feed', 'returned'],
    ['count', 'returned'],
  ])
})
