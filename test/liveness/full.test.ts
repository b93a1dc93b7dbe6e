import { Probe, probe } from '@parley/runtime/testing'
import { expect, test } from 'vitest'
import { endOf, stage } from './stage.ts'
import { isStatus } from './wiretap.ts'

/** One thing at once, and nobody waits. */
const SMALL = { concurrency: 1, mailboxLimit: 0 }

test('a full instance leaves the queue group: what comes then goes to its twin alone', async () => {
  await using s = await stage()
  const [full, twin] = [probe(), probe()]
  await s.agent(full, SMALL)
  const client = await s.client()
  const held = client.send(client.peer(Probe).hold, {})
  await s.clock.settle()
  await s.agent(twin)
  for (let i = 0; i < 20; i++) await client.peer(Probe).echo({ value: i })
  expect(twin.asked).toHaveLength(20)
  expect(s.wire.said.filter((said) => isStatus(said) && said.body.error?.code === 'FULL')).toEqual([])
  full.release()
  await held.result
  await s.clock.settle()
  const values = Array.from({ length: 40 }, (_, i) => client.peer(Probe).echo({ value: i }))
  await s.clock.pass(5_000)
  await Promise.all(values)
  expect(full.asked.length).toBeGreaterThan(1) // it is back
})

test('a request that meets a full one comes again under the same id and runs once, at the twin', async () => {
  await using s = await stage()
  const [full, twin] = [probe(), probe()]
  await s.agent(full, SMALL)
  const client = await s.client()
  s.wire.rule(({ at }) => (at.room === 'interaction' ? 'hold' : 'pass'))
  const held = client.send(client.peer(Probe).hold, {})
  const bounced = client.send(client.peer(Probe).echo, { value: 'once' })
  await s.clock.settle()
  s.wire.rule(() => 'pass')
  s.broker.releaseHeld() // both on the way before the first has filled it
  await s.clock.settle()
  expect(bounced.status).toBe('requested')
  await s.agent(twin)
  await s.clock.pass(200)
  expect(await bounced.result).toBe('once')
  expect(s.wire.in('interaction').filter(({ at, body }) => `${body.id}_${at.requester}` === bounced.uuid).length).toBeGreaterThan(1)
  expect([full.asked.length, twin.asked.length]).toEqual([1, 1])
  full.release()
  await held.result
})

test('when all are full it waits, and ends rejected/FULL when its time is over', async () => {
  await using s = await stage()
  const agent = probe()
  await s.agent(agent, SMALL)
  const client = await s.client()
  const held = client.send(client.peer(Probe).hold, {})
  await s.clock.settle()
  const waiting = client.send(client.peer(Probe).echo, { value: 1 }, { timeoutMs: 10_000 })
  const end = endOf(waiting.result)
  await s.clock.pass(9_900)
  expect(waiting.status).toBe('requested')
  await s.clock.pass(200)
  expect(await end).toEqual({ reason: 'rejected', code: 'FULL' })
  agent.release()
  await held.result
  expect(agent.asked).toHaveLength(1)
})

test('it runs as soon as there is room, within its time', async () => {
  await using s = await stage()
  const agent = probe()
  await s.agent(agent, SMALL)
  const client = await s.client()
  const held = client.send(client.peer(Probe).hold, {})
  await s.clock.settle()
  const waiting = client.send(client.peer(Probe).echo, { value: 1 }, { timeoutMs: 60_000 })
  await s.clock.pass(10_000)
  agent.release()
  await held.result
  await s.clock.pass(2_000) // the longest pause before it comes again
  expect(await endOf(waiting.result)).toEqual({ ok: 1 })
})

test('a pause makes room: the place of a paused one can be taken at once', async () => {
  await using s = await stage()
  const agent = probe()
  await s.agent(agent, SMALL)
  const client = await s.client()
  const fed = client.send(client.peer(Probe).feed, {})
  await s.clock.settle()
  await fed.pause()
  agent.release('', 1)
  await s.clock.settle()
  expect(fed.status).toBe('paused')
  expect(await client.peer(Probe).echo({ value: 1 })).toBe(1)
})

test('an agent full of what it was asked can still ask others', async () => {
  await using s = await stage()
  const [full, other] = [probe(), probe({ name: 'other' })]
  await s.agent(full, { capacity: 10 })
  await s.agent(other)
  const client = await s.client()
  for (let i = 0; i < 8; i++) client.send(client.peer(Probe).hold, {})
  await s.clock.settle()
  const relay = endOf(client.peer(Probe).relay({ to: 'other', value: 'through' }))
  await s.clock.settle()
  expect(full.asked).toHaveLength(9) // 90 of 100 are for others
  expect(await relay).toEqual({ ok: 'through' })
})
