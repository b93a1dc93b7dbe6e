import { Probe, probe } from '@parley/runtime/testing'
import { expect, test } from 'vitest'
import { BEAT_MS, endOf, stage } from './stage.ts'

test('one that drains finishes what it has, and its twin takes what is new', async () => {
  await using s = await stage()
  const [leaving, staying] = [probe(), probe()]
  const agent = await s.agent(leaving)
  const client = await s.client()
  const held = client.send(client.peer(Probe).hold, {})
  await s.clock.settle()
  await s.agent(staying)
  let drained = false
  const drain = agent.drain().then(() => {
    drained = true
  })
  for (let i = 0; i < 20; i++) expect(await client.peer(Probe).echo({ value: i })).toBe(i)
  expect({ drained, left: leaving.asked.length, stayed: staying.asked.length }).toEqual({ drained: false, left: 1, stayed: 20 })
  leaving.release('', 'done')
  expect(await held.result).toBe('done')
  await drain
  await agent.close()
})

test('nothing is lost when instances come and go under load: every call ends well, once', async () => {
  await using s = await stage()
  const probes = [probe(), probe()]
  const agents = [await s.agent(probes[0]!), await s.agent(probes[1]!)]
  const client = await s.client()
  const ends = []
  for (let round = 0; round < 10; round++) {
    for (let i = 0; i < 50; i++) ends.push(endOf(client.peer(Probe).echo({ value: round * 50 + i })))
    const oldest = agents.shift()!
    await oldest.drain()
    await oldest.close()
    const next = probe()
    probes.push(next)
    agents.push(await s.agent(next))
    await s.clock.pass(100) // bounced ones come again
  }
  await s.clock.pass(5 * BEAT_MS)
  expect(await Promise.all(ends)).toEqual(Array.from({ length: 500 }, (_, ok) => ({ ok })))
  expect(probes.flatMap(({ asked }) => asked)).toHaveLength(500)
})

test('a request that finds only one that leaves is sent again, and ends with the code DRAINING when its time is over', async () => {
  await using s = await stage()
  const agent = probe()
  const running = await s.agent(agent)
  const client = await s.client()
  const held = client.send(client.peer(Probe).hold, {})
  await s.clock.settle()
  s.wire.rule(({ at }) => (at.room === 'interaction' ? 'hold' : 'pass'))
  const late = endOf(client.peer(Probe).echo({ value: 1 }, { timeoutMs: 10_000 }))
  await s.clock.settle()
  const drain = running.drain()
  s.wire.rule(() => 'pass')
  s.broker.releaseHeld()
  await s.clock.pass(11_000)
  const end = await late
  expect(end).toMatchObject({ reason: 'rejected' })
  expect(['DRAINING', 'FULL']).toContain((end as { code: string }).code)
  agent.release()
  await Promise.all([held.result, drain])
  expect(agent.asked).toHaveLength(1)
})
