import { Probe, probe } from '@parley/runtime/testing'
import { expect, test } from 'vitest'
import { BEAT_MS, stage } from './stage.ts'
import { isEnd } from './wiretap.ts'

test('RT-7 when a requester goes, what it asked for ends as AGENT_GONE with the signal fired; what is detached lives on', async () => {
  await using s = await stage()
  const agent = probe()
  await s.agent(agent)
  const client = await s.client({ name: 'leaving' })
  const watcher = await s.client()
  const seen: unknown[] = []
  void (async () => {
    for await (const update of watcher.watch({ from: 'leaving' })) if ('reason' in update) seen.push([update.reason, update.error?.code])
  })()
  void client.send(client.peer(Probe).untilSignal, {})
  void client.send(client.peer(Probe).hold, {}, { detached: true })
  await s.clock.pass(2 * BEAT_MS)
  await client.close()
  await s.clock.pass(3 * BEAT_MS)
  expect(agent.asked.map(({ state }) => state)).toEqual(['AGENT_GONE', 'running'])
  expect(seen).toEqual([['disconnected', 'AGENT_GONE']])
  agent.release('', 'late')
  await s.clock.settle()
  expect(agent.asked[1]!.state).toBe('returned')
  expect(seen.at(-1)).toEqual(['ok', undefined])
})

test('RT-7 what it had asked others for is cancelled with it', async () => {
  await using s = await stage()
  const [middle, far] = [probe({ name: 'middle' }), probe({ name: 'far' })]
  await s.agent(middle)
  await s.agent(far)
  const client = await s.client()
  s.wire.rule((said) => (said.by === 'far' && isEnd(said) ? 'drop' : 'pass')) // the answer of `far` never comes
  void client.send(client.peer(Probe, 'middle').relay, { to: 'far', value: 1 })
  await s.clock.pass(2 * BEAT_MS)
  await client.close()
  await s.clock.pass(3 * BEAT_MS)
  const cancels = s.wire.in('control').filter(({ body }) => body.op === 'cancel')
  expect(cancels.map(({ at, by }) => [by, at.target])).toEqual([['middle', 'far']])
})

test('RT-7 one that falls silent without a word is gone after three beats, and not before', async () => {
  await using s = await stage()
  const agent = probe()
  await s.agent(agent)
  const client = await s.client()
  void client.send(client.peer(Probe).untilSignal, {})
  await s.clock.pass(BEAT_MS)
  client.bus.freeze() // the broker counts it as present; it answers nothing
  await s.clock.pass(2 * BEAT_MS)
  expect(agent.asked[0]!.state).toBe('running')
  s.wire.rule(({ by }) => (by === client.name ? 'drop' : 'pass'))
  await s.clock.pass(4 * BEAT_MS)
  expect(agent.asked[0]!.state).toBe('AGENT_GONE')
})

test('a requester that is there is asked, and nothing that it waits for ends, however long it takes', async () => {
  await using s = await stage()
  const agent = probe()
  await s.agent(agent)
  const client = await s.client()
  const held = client.send(client.peer(Probe).hold, {}, { timeoutMs: 24 * 3_600_000 })
  await s.clock.pass(200 * BEAT_MS)
  expect(agent.asked[0]!.state).toBe('running')
  agent.release('', 'at last')
  expect(await held.result).toBe('at last')
})
