import { encode, subjectsOf } from '@parley/protocol'
import { action, defineAgent } from '@parley/runtime'
import { Probe, probe, testWorld } from '@parley/runtime/testing'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { BEAT_MS, endOf, stage } from './stage.ts'
import { isRequest } from './wiretap.ts'

/** The rows of the failure table that one process and one request can show. */

test('no such agent: two round trips, no time, and NO_RESPONDERS', async () => {
  await using s = await stage()
  const client = await s.client()
  const end = await endOf(client.peer(Probe, 'nobody').echo({ value: 1 }))
  expect(end).toEqual({ reason: 'rejected', code: 'NO_RESPONDERS' })
  expect(s.wire.said.filter(({ by }) => by === client.name).map(({ at, body }) => body.op ?? at.room)).toEqual([
    'presence',
    'interaction',
    'query',
  ])
})

test.each([
  ['an unknown action', 'nothing', {}, 'UNKNOWN_ACTION', 'no action nothing'],
  ['bad arguments, by the field', 'count', { to: 'many' }, 'BAD_ARGUMENTS', 'args.to'],
])('unwilling: %s, in one round trip', async (_, name, args, code, text) => {
  await using s = await stage()
  await s.agent(probe())
  const client = await s.client()
  const peer = client.peer('probe') as Record<string, (args: object) => PromiseLike<unknown>>
  const error = await peer[name]!(args).then(null, (thrown) => thrown)
  expect(error).toMatchObject({ reason: 'rejected', code, message: expect.stringContaining(text) })
  expect(s.wire.in('status')).toHaveLength(1)
})

test('bytes that are no request are refused, and the agent answers the next one', async () => {
  await using s = await stage()
  await s.agent(probe())
  const client = await s.client({ name: 'owner' })
  const bus = await s.bus('owner')
  const { interaction, status } = subjectsOf(s.name)
  const heard: Uint8Array[] = []
  bus.subscribe(status('owner', 'i1', '*', '*'), ({ data }) => heard.push(data))
  for (const bytes of [
    new Uint8Array(0),
    new Uint8Array([0xc1]),
    encode({ v: 9 }),
    encode({ v: 1 }),
    crypto.getRandomValues(new Uint8Array(500)),
  ])
    bus.publish(interaction('probe', 'owner'), bytes, status('owner', 'i1', 'x1', 'probe'))
  await s.clock.settle()
  expect(heard).toHaveLength(5)
  expect(await client.peer(Probe).echo({ value: 1 })).toBe(1)
})

test('a body that claims another requester than its subject does not run', async () => {
  await using s = await stage()
  const agent = probe()
  await s.agent(agent)
  const client = await s.client({ name: 'owner' })
  await client.peer(Probe).echo({ value: 1 })
  const { body } = s.wire.in('interaction')[0]!
  const bus = await s.bus('mallory')
  bus.publish(subjectsOf(s.name).interaction('probe', 'mallory'), encode({ ...body, id: 'forged' }))
  await s.clock.settle()
  expect(agent.asked).toHaveLength(1)
  expect(s.wire.in('status').at(-1)!.body.error.code).toBe('IDENTITY_MISMATCH')
})

test('a handler that throws, or returns or yields what its schema forbids, is an error with a code', async () => {
  await using s = await stage()
  await s.agent(probe())
  const peer = (await s.client()).peer(Probe)
  expect(await endOf(peer.fail({ message: 'oh' }))).toEqual({ reason: 'error', code: 'HANDLER_FAILED' })
  expect(await endOf(peer.wrongResult({}))).toEqual({ reason: 'error', code: 'BAD_RESULT' })
  expect(await endOf(peer.wrongSample({}).result)).toEqual({ reason: 'error', code: 'BAD_RESULT' })
})

test('a result that no message can hold is an error that says so, and the place is free again', async () => {
  const large = defineAgent({
    name: 'large',
    actions: { make: action({ input: z.object({ bytes: z.number() }), output: z.string() }, ({ bytes }) => 'x'.repeat(bytes)) },
  })
  await using s = await testWorld({ jetstream: false })
  await s.agent(large)
  const peer = (await s.client()).peer<typeof large>('large')
  expect(await endOf(peer.make({ bytes: 2_000_000 }) as Promise<string>)).toEqual({ reason: 'error', code: 'TOO_LARGE' })
  expect(await endOf(peer.make({ bytes: 2 }) as Promise<string>)).toEqual({ ok: 'xx' })
})

test('a time limit that passes: timeout at both ends, and the signal fires', async () => {
  await using s = await stage()
  const agent = probe()
  await s.agent(agent)
  const end = endOf((await s.client()).peer(Probe).untilSignal({}, { timeoutMs: 3_000 }))
  await s.clock.pass(2_990)
  expect(agent.asked[0]!.state).toBe('running')
  await s.clock.pass(20)
  expect(await end).toEqual({ reason: 'timeout', code: 'TIMEOUT' })
  expect(['TIMEOUT', 'CANCELLED']).toContain(agent.asked[0]!.state)
})

test('the limit counts from the send: a request that was long on its way has what is left', async () => {
  await using s = await stage()
  const agent = probe()
  await s.agent(agent)
  s.wire.rule((said) => (isRequest(said) ? 'hold' : 'pass'))
  const end = endOf((await s.client({ beatMs: 60_000 })).peer(Probe).untilSignal({}, { timeoutMs: 3_000 }))
  await s.clock.pass(2_000)
  s.broker.releaseHeld()
  s.wire.rule(() => 'pass')
  await s.clock.pass(1_100)
  expect(await end).toEqual({ reason: 'timeout', code: 'TIMEOUT' })
})

test('an instance that leaves in the middle: disconnected, and it is said that nobody knows whether it ran', async () => {
  await using s = await stage()
  const agent = await s.agent(probe())
  const client = await s.client()
  const end = endOf(client.peer(Probe).hold({}))
  await s.clock.pass(2 * BEAT_MS)
  await agent.close()
  await s.clock.settle()
  expect(await end).toEqual({ reason: 'disconnected', code: 'DISCONNECTED', details: { executed: 'unknown' } })
})

test('an instance that is cut off without a word: disconnected by the 503 of the first question', async () => {
  await using s = await stage()
  const agent = await s.agent(probe())
  const client = await s.client()
  const end = endOf(client.peer(Probe).hold({}))
  await s.clock.pass(BEAT_MS / 2)
  agent.bus.cut()
  await s.clock.pass(2 * BEAT_MS)
  expect(await end).toMatchObject({ reason: 'disconnected', details: { executed: 'unknown' } })
})

test('an instance that hangs: disconnected three beats after its last sign of life', async () => {
  await using s = await stage()
  const agent = await s.agent(probe())
  const client = await s.client()
  const handle = client.send(client.peer(Probe).hold, {})
  const end = endOf(handle.result)
  await s.clock.pass(BEAT_MS / 2)
  agent.bus.freeze()
  s.wire.rule(({ by }) => (by === 'probe' ? 'drop' : 'pass'))
  await s.clock.pass(2 * BEAT_MS)
  expect(handle.status).toBe('running')
  await s.clock.pass(2.5 * BEAT_MS)
  expect(await end).toMatchObject({ reason: 'disconnected', details: { executed: 'unknown' } })
})
