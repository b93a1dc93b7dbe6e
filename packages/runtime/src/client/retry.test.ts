import { describe, expect, test, vi } from 'vitest'
import { ManualClock } from '../testing/manual-clock.ts'
import { Probe, probe } from '../testing/probe.ts'
import { type TestWorldOptions, testWorld } from '../testing/world.ts'

vi.stubEnv('PARLEY_LOG', 'silent') // handlers fail here on purpose

async function setUp(options: TestWorldOptions = {}) {
  const world = await testWorld(options)
  const bob = probe()
  await world.agent(bob)
  const client = await world.client({ name: 'alice' })
  return { world, bob, client, peer: client.peer(Probe), [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() }
}

describe('repetition', () => {
  test('is a new interaction under the same handle, for as long as it may, later each time', async () => {
    const clock = new ManualClock()
    await using t = await setUp({ clock, defaults: { random: () => 0.999 } })
    const handle = t.client.send(t.peer.fail, {}, { retry: { on: ['error'], max: 3 } })
    const first = handle.uuid
    const failed = expect(handle.result).rejects.toMatchObject({ reason: 'error' })
    await clock.pass(10)
    expect(t.bob.asked).toHaveLength(1)
    for (const [ms, times] of [
      [50, 2],
      [100, 3],
      [200, 4],
      [10_000, 4],
    ] as const) {
      await clock.pass(ms + 5)
      expect(t.bob.asked).toHaveLength(times)
    }
    await failed
    expect(handle.uuid).not.toBe(first)
    expect(new Set(t.bob.asked.map(({ uuid }) => uuid)).size).toBe(4)
  })

  test('is not made for another reason', async () => {
    await using t = await setUp()
    await expect(t.peer.fail({}, { retry: { on: ['disconnected', 'FULL'], max: 3 } })).rejects.toMatchObject({ reason: 'error' })
    expect(t.bob.asked).toHaveLength(1)
  })

  test.each(['cancel', 'signal'] as const)('stops for good at a %s, also while it waits', async (by) => {
    const clock = new ManualClock()
    await using t = await setUp({ clock })
    const controller = new AbortController()
    const handle = t.client.send(t.peer.fail, {}, { retry: { on: ['error'], max: 100 }, signal: controller.signal })
    const failed = expect(handle.result).rejects.toMatchObject({ reason: 'error' })
    await clock.pass(10)
    if (by === 'cancel') await handle.cancel()
    else controller.abort()
    await failed
    await clock.pass(100_000)
    expect(t.bob.asked).toHaveLength(1)
  })
})
