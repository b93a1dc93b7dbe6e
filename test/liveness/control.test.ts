import { encode, subjectsOf } from '@parley/protocol'
import type { Connection, SendOptions } from '@parley/runtime'
import { Probe, probe } from '@parley/runtime/testing'
import { expect, test } from 'vitest'
import { BEAT_MS, endOf, type Stage, stage } from './stage.ts'
import { isControl, isRequest } from './wiretap.ts'

const feedOf = (client: Connection, opts: SendOptions = {}) => client.send(client.peer(Probe).feed, {}, opts)

test('a pause takes effect at the end of the step, and a resume goes on with the next', async () => {
  await using s = await stage()
  const agent = probe()
  await s.agent(agent)
  const client = await s.client()
  const handle = feedOf(client)
  const samples: unknown[] = []
  const read = (async () => {
    for await (const sample of handle) samples.push(sample)
  })()
  await s.clock.settle()
  await handle.pause()
  expect(handle.status).toBe('running') // in the middle of its first step
  agent.release('', 'one')
  await s.clock.settle()
  expect({ status: handle.status, samples }).toEqual({ status: 'paused', samples: ['one'] })
  agent.release('', 'two')
  await s.clock.pass(10 * BEAT_MS)
  expect({ status: handle.status, samples }).toEqual({ status: 'paused', samples: ['one'] })
  await handle.resume()
  await s.clock.settle()
  expect({ status: handle.status, samples }).toEqual({ status: 'running', samples: ['one', 'two'] })
  agent.release('', null)
  await read
  expect(await endOf(handle.result)).toEqual({ ok: null })
})

test('a paused interaction gives its place to the next', async () => {
  await using s = await stage()
  const agent = probe({ concurrency: 1 })
  await s.agent(agent)
  const client = await s.client()
  const handle = feedOf(client)
  const next = endOf(client.peer(Probe).echo({ value: 'next' }))
  await s.clock.settle()
  expect(agent.asked.map(({ action }) => action)).toEqual(['feed'])
  await handle.pause()
  agent.release('', 'one')
  expect(await next).toEqual({ ok: 'next' })
  expect(handle.status).toBe('paused')
})

test('while an interaction is paused its time stands at both ends, and what was left goes on after it', async () => {
  await using s = await stage()
  const agent = probe()
  await s.agent(agent)
  const client = await s.client()
  const handle = feedOf(client, { timeoutMs: 5_000 })
  const end = endOf(handle.result)
  await s.clock.pass(2_000)
  await handle.pause()
  agent.release('', 'one')
  await s.clock.pass(60_000)
  expect(handle.status).toBe('paused')
  await handle.resume()
  await s.clock.pass(2_900)
  expect(handle.status).toBe('running')
  await s.clock.pass(200)
  expect(await end).toMatchObject({ reason: 'timeout' })
  expect(agent.asked[0]!.state).toBe('TIMEOUT')
})

test('one that waits for a place is held back by a pause, shows it, and loses none of its time', async () => {
  await using s = await stage()
  const agent = probe({ concurrency: 1 })
  await s.agent(agent)
  const client = await s.client()
  const first = client.send(client.peer(Probe).hold, {})
  const second = client.send(client.peer(Probe).echo, { value: 2 }, { timeoutMs: 5_000 })
  await s.clock.settle()
  await second.pause()
  agent.release()
  await first.result
  await s.clock.pass(60_000)
  expect({ status: second.status, asked: agent.asked.length }).toEqual({ status: 'paused', asked: 1 })
  await second.resume()
  expect(await endOf(second.result)).toEqual({ ok: 2 })
})

test('a pause that is taken back before the step ends changes nothing', async () => {
  await using s = await stage()
  const agent = probe()
  await s.agent(agent)
  const handle = feedOf(await s.client())
  await s.clock.settle()
  await handle.pause()
  await handle.pause()
  await handle.resume()
  await handle.resume()
  agent.release('', 'one')
  agent.release('', null)
  expect(await endOf(handle.result)).toEqual({ ok: null })
  const told = s.wire.in('status').flatMap(({ body }) => (body.transitions ?? []).map(([status]: [string]) => status))
  expect(told).toEqual(['received', 'running', 'completed'])
})

test.each(['pause', 'resume', 'cancel'] as const)('a stranger may not %s what another has asked for', async (op) => {
  await using s = await stage()
  const agent = probe()
  await s.agent(agent)
  const owner = await s.client({ name: 'owner' })
  const handle = feedOf(owner)
  await s.clock.settle()
  await steerAs(s, 'mallory', handle.uuid, op)
  const ack = s.wire.in('status').find(({ at, body }) => at.requester === 'mallory' && 'ack' in body)
  expect(ack?.body.ack).toEqual({ op, ok: false, held: true, code: 'FORBIDDEN' })
  agent.release('', 'one')
  agent.release('', null)
  expect(await endOf(handle.result)).toEqual({ ok: null })
})

test('an operator may pause, resume and cancel what others have asked for', async () => {
  await using s = await stage()
  const agent = probe()
  await s.agent(agent)
  const handle = feedOf(await s.client({ name: 'owner' }))
  const end = endOf(handle.result)
  await s.clock.settle()
  await steerAs(s, 'cli-1', handle.uuid, 'pause')
  agent.release('', 'one')
  await s.clock.settle()
  expect(handle.status).toBe('paused')
  await steerAs(s, 'cli-1', handle.uuid, 'resume')
  expect(handle.status).toBe('running')
  await steerAs(s, 'cli-1', handle.uuid, 'cancel')
  expect(await end).toEqual({ reason: 'cancelled', code: 'CANCELLED' })
  expect(s.wire.in('status').filter(({ at, body }) => at.requester === 'cli-1' && body.ack?.ok)).toHaveLength(3)
})

test('a cancel is acknowledged, fires the signal, and ends it as cancelled', async () => {
  await using s = await stage()
  const agent = probe()
  await s.agent(agent)
  const client = await s.client()
  const handle = client.send(client.peer(Probe).untilSignal, {})
  const end = endOf(handle.result)
  await s.clock.settle()
  await handle.cancel()
  expect(await end).toEqual({ reason: 'cancelled', code: 'CANCELLED' })
  expect(agent.asked[0]!.state).toBe('CANCELLED')
  expect(s.wire.in('status').at(-1)!.body.ack).toEqual({ op: 'cancel', ok: true, held: true })
})

test('a paused one can be cancelled, and its handler comes to its end', async () => {
  await using s = await stage()
  const agent = probe({ concurrency: 1 })
  await s.agent(agent)
  const client = await s.client()
  const handle = feedOf(client)
  const end = endOf(handle.result)
  await s.clock.settle()
  await handle.pause()
  agent.release('', 'one')
  await s.clock.settle()
  await handle.cancel()
  expect(await end).toEqual({ reason: 'cancelled', code: 'CANCELLED' })
  await s.clock.settle()
  expect(agent.asked[0]!.state).toBe('CANCELLED')
  expect(await endOf(client.peer(Probe).echo({ value: 1 }))).toEqual({ ok: 1 })
})

test('a cancel that comes before its request rejects that request for a minute, however often it comes', async () => {
  await using s = await stage()
  const agent = probe()
  await s.agent(agent)
  const client = await s.client()
  s.wire.rule((said) => (isRequest(said) ? 'hold' : 'pass'))
  const handle = client.send(client.peer(Probe).echo, { value: 1 })
  const end = endOf(handle.result)
  const cancel = handle.cancel()
  await s.clock.settle()
  s.wire.rule(() => 'twice')
  s.broker.releaseHeld()
  await cancel
  expect(await end).toEqual({ reason: 'cancelled', code: 'CANCELLED' })
  const { at, body } = s.wire.in('interaction')[0]!
  await sayAgain(s, at.requester, body)
  expect(agent.asked).toEqual([])
  await s.clock.pass(61_000)
  await sayAgain(s, at.requester, body)
  expect(agent.asked).toHaveLength(1)
})

test('a cancel that nobody hears of throws NOT_HELD after a beat, and can be repeated', async () => {
  await using s = await stage()
  const agent = probe()
  await s.agent(agent)
  const client = await s.client()
  const handle = client.send(client.peer(Probe).hold, {})
  const end = endOf(handle.result)
  await s.clock.settle()
  s.wire.loseOne(isControl('cancel'))
  const refused = handle.cancel().catch(({ code }: { code: string }) => code)
  await s.clock.pass(BEAT_MS)
  expect(await refused).toBe('NOT_HELD')
  await handle.cancel()
  expect(await end).toEqual({ reason: 'cancelled', code: 'CANCELLED' })
})

/** Steers as anybody: the name is the one that the subject carries. */
async function steerAs(s: Stage, name: string, uuid: string, op: 'pause' | 'resume' | 'cancel') {
  const bus = await s.bus(name)
  const [id, requester] = uuid.split('_') as [string, string]
  bus.publish(subjectsOf(s.name).control('probe', '_', name), encode({ v: 1, op, id, requester, senderInstance: 'i1' }))
  await s.clock.settle()
}

/** The same request once more, by the same requester. */
async function sayAgain(s: Stage, requester: string, body: object) {
  const bus = await s.bus(requester)
  bus.publish(subjectsOf(s.name).interaction('probe', requester), encode(body))
  await s.clock.settle()
}
