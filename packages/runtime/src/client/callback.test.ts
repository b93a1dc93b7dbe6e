import { describe, expect, test, vi } from 'vitest'
import { Probe, probe } from '../testing/probe.ts'
import { testWorld } from '../testing/world.ts'
import type { Ended } from './call.ts'

vi.stubEnv('PARLEY_LOG', 'silent') // handlers and callbacks fail here on purpose

async function setUp(names = ['probe']) {
  const world = await testWorld()
  const agents = names.map((name) => probe({ name }))
  for (const agent of agents) await world.agent(agent, { name: agent.name })
  const client = await world.client({ name: 'alice' })
  const told: Ended[] = []
  const callback = (ended: Ended) => void told.push(ended)
  return { world, client, agents, told, callback, peer: client.peer(Probe), [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() }
}

describe('I-85 a callback', () => {
  test('runs once, with what was sent, when it has ended', async () => {
    await using t = await setUp()
    const handle = t.client.send(t.peer.hold, { key: 'k' }, { callback: t.callback })
    await vi.waitUntil(() => handle.status === 'running')
    expect(t.told).toEqual([])
    t.agents[0]!.release('k', 'out')
    expect(await handle.result).toBe('out')
    expect(t.told).toEqual([{ uuid: handle.uuid, summary: 'all-ok', outcomes: { probe: { ok: true, result: 'out' } } }])
  })

  test('runs when it ends badly too, be it refused here', async () => {
    await using t = await setUp()
    await expect(t.peer.fail({ message: 'no' }, { callback: t.callback })).rejects.toThrow()
    await expect(t.client.peer(Probe, 'nobody').echo({ value: 1 }, { callback: t.callback })).rejects.toThrow()
    expect(t.told.map(({ summary, outcomes }) => [summary, outcomes])).toMatchObject([
      ['none', { probe: { ok: false, reason: 'error', error: { code: 'HANDLER_FAILED' } } }],
      ['none', { nobody: { ok: false, reason: 'rejected', error: { code: 'NO_RESPONDERS' } } }],
    ])
  })

  test('runs when all of several targets have ended, not for each', async () => {
    await using t = await setUp(['one', 'two'])
    const calls = ['one', 'two'].map((name) => t.client.peer(Probe, name).hold)
    const gathered = t.client.gather(calls, { key: 'k' }, { callback: t.callback })
    await vi.waitUntil(() => t.agents.every(({ asked }) => asked.length === 1))
    t.agents[0]!.release('k', 1)
    await vi.waitUntil(() => t.agents[0]!.asked[0]!.state === 'returned')
    expect(t.told).toEqual([])
    t.agents[1]!.release('k', 2)
    const { outcomes } = await gathered
    expect(t.told).toEqual([{ uuid: t.agents[0]!.asked[0]!.uuid, summary: 'all-ok', outcomes }])
  })

  test('runs once for a gathering that is given up', async () => {
    await using t = await setUp(['one', 'two'])
    const calls = ['one', 'two'].map((name) => t.client.peer(Probe, name).hold)
    const { signal, abort } = abortable()
    const gathered = t.client.gather(calls, {}, { callback: t.callback, signal })
    await vi.waitUntil(() => t.agents.every(({ asked }) => asked.length === 1))
    abort()
    expect((await gathered).met).toBe(false)
    expect(t.told.map(({ summary }) => summary)).toEqual(['none'])
  })

  test('runs after the last attempt, not for each', async () => {
    await using t = await setUp()
    const handle = t.client.send(t.peer.fail, {}, { callback: t.callback, retry: { on: ['error'], max: 2 } })
    await expect(handle.result).rejects.toThrow()
    expect(t.agents[0]!.asked).toHaveLength(3)
    expect(t.told.map(({ uuid }) => uuid)).toEqual([handle.uuid])
  })

  const throwing = () => {
    throw new Error('now')
  }

  test.each([
    ['throws', throwing],
    ['rejects', () => Promise.reject(new Error('later'))],
  ])('that %s breaks nothing: the result comes, and so do others', async (_, callback) => {
    await using t = await setUp()
    const unhandled = vi.fn()
    process.on('unhandledRejection', unhandled)
    expect(await t.peer.echo({ value: 1 }, { callback })).toBe(1)
    expect(await t.peer.echo({ value: 2 }, { callback: t.callback })).toBe(2)
    await new Promise((next) => setImmediate(next))
    process.off('unhandledRejection', unhandled)
    expect([t.told.length, unhandled.mock.calls.length]).toEqual([1, 0])
  })
})

test.each([
  ['I-8 together with volatile', { volatile: true, callback: () => {} }],
  ['I-67 of another kind', { callback: 'report' as never }],
  ['I-67 that needs more than one argument', { callback: ((_a: unknown, _b: unknown) => {}) as never }],
])('%s, a callback is refused when it is sent, and nothing is', async (_, opts) => {
  await using t = await setUp()
  expect(() => t.client.send(t.peer.echo, { value: 1 }, opts)).toThrow(expect.objectContaining({ code: 'BAD_REQUEST' }))
  expect(() => t.client.gather([t.peer.echo], { value: 1 }, opts)).toThrow(expect.objectContaining({ code: 'BAD_REQUEST' }))
  await t.peer.echo({ value: 2 })
  expect(t.agents[0]!.asked.map(({ args }) => args)).toEqual([{ value: 2 }])
})

function abortable() {
  const controller = new AbortController()
  return { signal: controller.signal, abort: () => controller.abort() }
}
