import { connect } from '@parley/runtime'
import { expect, test, vi } from 'vitest'
import { Witness } from './agents/witness.ts'
import { openTown } from './town.ts'

const BEAT_MS = 400

test('a worker that is killed with fifty interactions open: every requester hears that it is gone', { timeout: 60_000 }, async () => {
  await using town = await openTown({ beatMs: BEAT_MS })
  await using bob = await connect({ servers: town.broker.url, world: town.world, name: 'bob', beatMs: BEAT_MS })
  const handles = Array.from({ length: 50 }, (_, i) => {
    const client = i % 2 ? bob : town.client
    return client.send(client.peer(Witness).hold, {})
  })
  await vi.waitUntil(() => handles.every(({ status }) => status === 'running'))
  const [seat] = town.net.agents
  process.kill(seat!.pid!, 'SIGKILL')
  const ends = await Promise.all(handles.map(({ result }) => result.catch((error: unknown) => error)))
  for (const end of ends)
    expect(end).toMatchObject({ reason: 'disconnected', code: 'DISCONNECTED', retryable: true, details: { executed: 'unknown' } })
})

test('with a repetition asked for, the work of a killed worker is done by the one that takes its place', { timeout: 60_000 }, async () => {
  await using town = await openTown({ instances: 2 })
  const [first] = town.net.agents
  const calls = Array.from({ length: 20 }, () =>
    town.client.send(town.witness.wait, { ms: 1_000 }, { retry: { on: ['disconnected', 'NO_RESPONDERS'], max: 20 } }),
  )
  await vi.waitUntil(() => calls.every(({ status }) => status === 'running'))
  process.kill(first!.pid!, 'SIGKILL')
  expect(await Promise.all(calls.map(({ result }) => result))).toEqual(Array.from({ length: 20 }, () => 'waited'))
})

test('two instances share two thousand calls', { timeout: 60_000 }, async () => {
  await using town = await openTown({ instances: 2 })
  const pids: number[] = []
  for (let i = 0; i < 20; i++) pids.push(...(await Promise.all(Array.from({ length: 100 }, () => town.witness.who({})))))
  const shares = town.net.agents.map(({ pid }) => pids.filter((one) => one === pid).length)
  expect(shares[0]! + shares[1]!).toBe(2_000)
  for (const share of shares) {
    expect(share).toBeGreaterThanOrEqual(800)
    expect(share).toBeLessThanOrEqual(1_200)
  }
})

test('a broker that is killed and comes back on its port: every call that was open ends, and new ones are answered', {
  timeout: 60_000,
}, async () => {
  await using town = await openTown()
  const long = Array.from({ length: 50 }, () => town.client.send(town.witness.wait, { ms: 2_000 }))
  await vi.waitUntil(() => long.every(({ status }) => status === 'running'))
  const short: Promise<unknown>[] = []
  const say = (text: string) => short.push(town.witness.echo({ text }, { timeoutMs: 15_000 }).catch((error: unknown) => error))
  for (let i = 0; i < 500; i++) say('before')
  const restarted = town.restartBroker()
  for (let i = 0; i < 500; i++) say('meanwhile')
  await restarted
  for (let i = 0; i < 500; i++) say('after')
  const ends = await Promise.all([...short, ...long.map(({ result }) => result.catch((error: unknown) => error))])
  expect(ends).toHaveLength(1_550)
  for (const end of ends)
    if (typeof end !== 'string')
      expect(end).toMatchObject({ name: 'InteractionError', reason: expect.stringMatching(/disconnected|rejected|timeout/) })
  expect(await town.witness.echo({ text: 'back' })).toBe('back')
  // what ran all the time was not lost: its end came when the broker was there again
  expect(ends.filter((end) => end === 'waited')).toHaveLength(50)
})
