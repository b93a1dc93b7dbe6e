import { Probe, probe } from '@parley/runtime/testing'
import { expect, test } from 'vitest'
import { BEAT_MS, endOf, stage } from './stage.ts'
import { sayAgain } from './steering.ts'
import { isControl, isRequest } from './wiretap.ts'

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
  const handle = client.send(client.peer(Probe).feed, {})
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
