import { COMPLETION_REASONS, checkStatus, STATUSES } from '@parley/protocol'
import { expect, test, vi } from 'vitest'
import * as z from 'zod'
import { action } from '../agent/action.ts'
import { defineAgent } from '../agent/definition.ts'
import { ManualClock } from '../testing/manual-clock.ts'
import { Probe, probe } from '../testing/probe.ts'
import { testWorld } from '../testing/world.ts'
import type { StatusUpdate } from './call.ts'

vi.stubEnv('PARLEY_LOG', 'silent') // handlers fail here on purpose

const BEAT_MS = 1_000

async function setUp() {
  const clock = new ManualClock()
  const world = await testWorld({ clock, defaults: { beatMs: BEAT_MS, flushWindowMs: 0 } })
  const agent = await world.agent(probe())
  const client = await world.client()
  return { clock, world, agent, client, peer: client.peer(Probe), [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() }
}
type Scene = Awaited<ReturnType<typeof setUp>>

/** For each reason, something that really ends for it. */
const ENDS: Record<(typeof COMPLETION_REASONS)[number], (s: Scene) => Promise<unknown>> = {
  ok: ({ peer }) => peer.echo({ value: 1 }),
  error: ({ peer }) => peer.fail({}),
  timeout: ({ peer }) => peer.hold({}, { timeoutMs: 50 }),
  rejected: ({ peer }) => peer.echo({} as never),
  async cancelled({ client, peer }) {
    const handle = client.send(peer.hold, {})
    await handle.cancel()
    return handle.result
  },
  disconnected({ agent, peer }) {
    const result = peer.hold({})
    setImmediate(() => agent.bus.cut())
    return result
  },
  discarded({ client, peer }) {
    const result = peer.hold({})
    setImmediate(() => void client.close())
    return result
  },
}

test.each(COMPLETION_REASONS)('I-23 something really ends for the reason %s', async (reason) => {
  await using s = await setUp()
  const seen = ENDS[reason](s).then(
    () => 'ok',
    (error: { reason: string }) => error.reason,
  )
  for (let beat = 0; beat < 6; beat++) await s.clock.pass(BEAT_MS)
  expect(await seen).toBe(reason)
})

test('I-23 a status or a reason that nobody knows is an error', () => {
  const status = { v: 1 as const, by: 'bob', instance: 'b', seq: 0, transitions: [] }
  for (const known of STATUSES) expect(checkStatus({ ...status, status: known })).toMatchObject({ status: known })
  for (const unknown of ['done', 'RUNNING', '', null]) expect(() => checkStatus({ ...status, status: unknown })).toThrow(/status\.status/)
  expect(() => checkStatus({ ...status, status: 'completed', reason: 'bored' })).toThrow(/status\.reason/)
})

test('I-17 a watcher sees the life cycle from RECEIVED to COMPLETED', async () => {
  await using s = await setUp()
  const handle = s.client.send(s.peer.echo, { value: 1 })
  const seen: string[] = []
  const updates = (async () => {
    for await (const { status } of handle.statuses() as AsyncIterable<StatusUpdate>) seen.push(status)
  })()
  await s.clock.pass(BEAT_MS)
  await updates
  expect(seen).toEqual(['requested', 'received', 'running', 'completed'])
})

const Counter = defineAgent({
  name: 'counter',
  placeholders: { '<eval_steps>': 3 },
  actions: {
    count: action({ input: z.object({}), yields: z.number() }, async function* () {
      for (let i = 0; ; i++) yield i
    }),
  },
})

test('I-27 the target replaces a placeholder before the first step, and refuses one that stands for nothing', async () => {
  await using s = await setUp()
  await s.world.agent(Counter)
  const { count } = s.client.peer(Counter)
  const samples: number[] = []
  for await (const n of count({}, { steps: '<eval_steps>' })) samples.push(n)
  expect(samples).toEqual([0, 1, 2])
  await expect(s.client.send(count, {}, { steps: '<other>' }).result).rejects.toMatchObject({
    ...{ reason: 'rejected', code: 'BAD_REQUEST' },
    message: expect.stringContaining('"<other>" stands for no number; known are: <eval_steps>'),
  })
})

test.each([
  [50, 1_000],
  [1_000, 50],
  [50, undefined],
])('I-36 with %s ms for all that is sent from here and %s ms of its own, it ends after 50', async (lifetimeMs, timeoutMs) => {
  await using s = await setUp()
  const client = await s.world.client({ lifetimeMs })
  const handle = client.send(client.peer(Probe).hold, {}, timeoutMs === undefined ? {} : { timeoutMs })
  await s.clock.pass(49)
  expect(handle.status).toBe('running')
  await s.clock.pass(10)
  await expect(handle.result).rejects.toMatchObject({ reason: 'timeout', message: expect.stringContaining('50 ms') })
})

test('I-36 without a limit of its own or of the client, what is sent has 300 s', async () => {
  await using s = await setUp()
  const handle = s.client.send(s.peer.hold, {})
  await s.clock.pass(299_000)
  expect(handle.status).toBe('running')
  await s.clock.pass(2_000)
  await expect(handle.result).rejects.toMatchObject({ reason: 'timeout' })
})
