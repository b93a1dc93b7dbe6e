import { connect } from '@parley/runtime'
import { ManualClock, MemoryBus, Probe, probe } from '@parley/runtime/testing'
import { expect, test } from 'vitest'
import { BEAT_MS, endOf, stage } from './stage.ts'

test.each([-3_600_000, 3_600_000, 400 * 86_400_000])('a wall clock that steps by %d ms changes nothing', async (stepMs) => {
  await using s = await stage()
  const agent = probe()
  await s.agent(agent)
  const client = await s.client()
  const events: string[] = []
  void (async () => {
    for await (const { event } of client.monitor('probe')) events.push(event)
  })()
  const held = endOf(client.peer(Probe).hold({}, { timeoutMs: 60_000 }))
  const short = endOf(client.peer(Probe).untilSignal({}, { timeoutMs: 20_000 }))
  await s.clock.pass(5_000)
  s.clock.stepWall(stepMs)
  await s.clock.pass(14_900)
  expect(agent.asked.map(({ state }) => state)).toEqual(['running', 'running'])
  await s.clock.pass(500)
  expect(await short).toEqual({ reason: 'timeout', code: 'TIMEOUT' })
  agent.release('', 'done')
  expect(await held).toEqual({ ok: 'done' })
  expect(await client.peer(Probe).echo({ value: 1 })).toBe(1)
  expect(events).toEqual(['up'])
})

/** A client whose own process can stand still: its clock is not the others', and nothing reaches it meanwhile. */
async function sleeper(s: Awaited<ReturnType<typeof stage>>, name: string) {
  const clock = new ManualClock()
  const bus = new MemoryBus(s.broker, name)
  const client = await connect({ world: s.name, name, clock, beatMs: BEAT_MS }, async () => bus)
  return {
    client,
    /** Time passes for all. */
    async pass(ms: number) {
      for (let passed = 0; passed < ms; passed += BEAT_MS / 4) {
        await s.clock.pass(BEAT_MS / 4)
        await clock.pass(BEAT_MS / 4)
      }
    },
    /** Time passes for all, and this one does not notice; its timers fire before it hears anything. */
    async sleep(ms: number) {
      bus.freeze()
      await s.clock.pass(ms)
      clock.block(ms)
      clock.advance(0)
      bus.thaw()
      await clock.settle()
    },
    [Symbol.asyncDispose]: () => client.close(),
  }
}

test.each([1.2, 2.5, 3.5, 30, 3_000])('a requester that stood still for %d beats accuses nobody when it wakes', async (beats) => {
  await using s = await stage()
  const agent = probe()
  await s.agent(agent)
  await using one = await sleeper(s, 'sleeper')
  const events: string[] = []
  void (async () => {
    for await (const { event } of one.client.monitor('probe')) events.push(event)
  })()
  const open = endOf(one.client.peer(Probe).hold({}, { detached: true, timeoutMs: 24 * 3_600_000 }))
  await one.pass(2.5 * BEAT_MS)
  await one.sleep(beats * BEAT_MS)
  await one.pass(5 * BEAT_MS)
  agent.release('', 'done')
  await one.pass(BEAT_MS)
  expect(await open).toEqual({ ok: 'done' })
  expect(events).toEqual(['up'])
})

test('who really went while it stood still is found out, three beats after it woke', async () => {
  await using s = await stage()
  const member = await s.agent(probe())
  await using one = await sleeper(s, 'sleeper')
  const open = endOf(one.client.peer(Probe).hold({}))
  await one.pass(2.5 * BEAT_MS)
  member.bus.cut()
  await one.sleep(30 * BEAT_MS)
  await one.pass(5 * BEAT_MS)
  expect(await open).toMatchObject({ reason: 'disconnected' })
})
