import { action, defineAgent, processor, slot, stream } from '@parley/runtime'
import { behaviour, createMachine } from '@parley/runtime/behaviour'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { endOf, stage } from '../liveness/stage.ts'
import { lamp } from './lamp.ts'

async function lampStage(options: { mailboxLimit?: number } = {}) {
  const s = await stage()
  const { agent, ...does } = lamp()
  const running = await s.agent(agent, options)
  const client = await s.client({ name: 'alice' })
  const peer = client.peer(agent)
  /** What was told of the interactions so far, each as its transitions, state and reason. */
  const told = (uuid: string) =>
    s.wire
      .in('status')
      .filter(({ at, body }) => `${at.id}_${at.requester}` === uuid && body.transitions)
      .flatMap(({ body }) => body.transitions.map(([status]: [string]) => status))
  return { s, running, client, peer, agent, told, ...does, [Symbol.asyncDispose]: () => s[Symbol.asyncDispose]() }
}

test('what the state does not take is refused in one round trip, with its name and where it would be taken', async () => {
  await using at = await lampStage()
  await at.peer.turn({})
  const refused = endOf(at.peer.repair({}))
  await at.s.clock.settle()
  expect(await refused).toEqual({ reason: 'rejected', code: 'WRONG_STATE', details: { state: 'on', takenIn: ['off'] } })
})

test('the status of an end tells the state that was reached', async () => {
  await using at = await lampStage()
  for (const state of ['on', 'off']) {
    const sent = at.client.send(at.peer.turn, {})
    expect(await sent.result).toBe('click')
    const updates = []
    for await (const update of sent.statuses()) updates.push(update)
    expect(updates.at(-1)).toMatchObject({ status: 'completed', reason: 'ok', state })
  }
})

test('fromState must hold; toState must be reached, or the end is an error', async () => {
  await using at = await lampStage()
  expect(await endOf(at.peer.turn({}, { fromState: 'on' }))).toMatchObject({ reason: 'rejected', code: 'WRONG_STATE' })
  expect(await at.peer.turn({}, { fromState: 'off', toState: 'on' })).toBe('click')
  const missed = at.client.send(at.peer.turn, {}, { toState: 'on' })
  expect(await endOf(missed.result)).toMatchObject({ reason: 'error', code: 'STATE_NOT_REACHED' })
  await expect(missed.result).rejects.toThrow('asked for the state on; the behaviour is in off')
  expect(await endOf(at.peer.turn({}, { toState: 'burning' }))).toMatchObject({ reason: 'rejected', code: 'BAD_REQUEST' })
})

test('states cannot be asked of an agent that has none', async () => {
  await using s = await stage()
  const plain = defineAgent({ name: 'plain', actions: { work: action({ input: z.object({}) }, () => {}) } })
  await s.agent(plain)
  const peer = (await s.client()).peer(plain)
  await expect(peer.work({}, { fromState: 'idle' })).rejects.toThrow('fromState: plain has no behaviour')
  await expect(peer.work({}, { toState: 'idle' })).rejects.toThrow('toState: plain has no behaviour')
})

test('a request that waits for a state is RECEIVED, and taken when the state comes: the highest priority first', async () => {
  await using at = await lampStage()
  const repair = at.client.send(at.peer.repair, {})
  await at.s.clock.settle()
  const low = at.client.send(at.peer.repair, {})
  const high = at.client.send(at.peer.turn, {}, { priority: 1 })
  const refused = endOf(low.result)
  await at.s.clock.settle()
  expect([at.told(low.uuid), at.told(high.uuid)]).toEqual([['received'], ['received']])
  at.letGo()
  await repair.result
  expect(await high.result).toBe('click') // now it is on, where no repair is taken
  expect(await refused).toMatchObject({ reason: 'rejected', code: 'WRONG_STATE' })
})

test('what waits for a state keeps its deadline, can be cancelled and paused', async () => {
  await using at = await lampStage()
  const repair = at.client.send(at.peer.repair, {})
  await at.s.clock.settle()
  const late = at.client.send(at.peer.turn, {}, { timeoutMs: 500 })
  const unwanted = at.client.send(at.peer.turn, {})
  const paused = at.client.send(at.peer.turn, {}, { timeoutMs: 500 })
  const ends = [late, unwanted].map(({ result }) => endOf(result))
  await at.s.clock.settle()
  await paused.pause()
  await unwanted.cancel()
  await at.s.clock.pass(600)
  expect(await Promise.all(ends)).toMatchObject([
    { reason: 'timeout', code: 'TIMEOUT' },
    { reason: 'cancelled', code: 'CANCELLED' },
  ])
  expect(paused.status).toBe('paused')
  await paused.resume()
  await at.s.clock.settle()
  expect(paused.status).toBe('paused') // the state has not come
  at.letGo()
  await repair.result
  expect(await paused.result).toBe('click')
  expect(at.told(paused.uuid)).toEqual(['received', 'running', 'paused', 'running', 'completed'])
})

test('what waits for a state makes the instance full like what waits for a place', async () => {
  await using at = await lampStage({ mailboxLimit: 2 })
  void endOf(at.client.send(at.peer.repair, {}).result)
  await at.s.clock.settle()
  const waiting = Array.from({ length: 3 }, () => at.client.send(at.peer.turn, {}, { timeoutMs: 2_000 }))
  const ends = waiting.map(({ result }) => endOf(result))
  await at.s.clock.settle()
  expect(waiting.map(({ uuid }) => at.told(uuid))).toEqual([['received'], ['received'], []])
  await at.s.clock.pass(2_100)
  expect(await Promise.all(ends)).toMatchObject([{ reason: 'timeout' }, { reason: 'timeout' }, { reason: 'rejected', code: 'FULL' }])
})

test('an agent that waits for nothing else leaves when what it has taken is done; what it starts by itself stops at once', async () => {
  await using at = await lampStage()
  await at.peer.turn({})
  await at.s.clock.pass(1_600)
  expect(at.blinks).toEqual(['alice', 'alice'])
  let gone = false
  void at.running.drain().then(() => {
    gone = true
  })
  await at.s.clock.pass(5_000)
  expect([gone, at.blinks.length]).toEqual([true, 2])
})

test('what an agent starts by itself is told to whoever watches, with the state', async () => {
  await using at = await lampStage()
  await at.peer.turn({})
  await at.s.clock.pass(1_000)
  const own = at.s.wire.in('status').filter(({ at: { requester } }) => requester === 'lamp')
  expect(own.flatMap(({ body }) => body.transitions.map(([status]: [string]) => status))).toEqual(['lazy', 'running', 'completed'])
  expect(own.at(-1)!.body).toMatchObject({ by: 'lamp', reason: 'ok', state: 'on' })
})

test('a state may start a processor on a stream of its partner, and the machine hears when it has read enough', async () => {
  await using s = await stage()
  const camera = await s.client({ name: 'camera', streams: { frames: stream.text() } })
  const seen: string[] = []
  const starts = [{ action: 'process', streams: ['<partner>:frames'], steps: 2 }]
  const machine = createMachine({
    initial: 'idle',
    states: {
      idle: { meta: { takes: ['look'] }, on: { 'parley.done.look': 'looking' } },
      looking: { meta: { starts }, on: { 'parley.done.process': 'idle', 'parley.failed.process': 'blind' } },
      blind: {},
    },
  })
  const viewer = defineAgent({
    name: 'viewer',
    behaviour: behaviour({ machine }),
    actions: {
      look: action({ input: z.object({}) }, () => {}),
      process: processor({ stdin: { frame: slot.text() } }, ({ frame }) => void seen.push(frame)),
    },
  })
  await s.agent(viewer)
  await camera.peer(viewer).look({})
  await s.clock.settle()
  for (const frame of ['one', 'two', 'three']) {
    camera.publish('frames', frame)
    await s.clock.settle()
  }
  expect(seen).toEqual(['one', 'two'])
  await camera.peer(viewer).look({}, { fromState: 'idle', toState: 'looking' })
})

test('a machine that reaches no legal state: what is asked is refused and says so, what waits too, and the process lives', async () => {
  await using at = await lampStage()
  const repair = endOf(at.peer.repair({}, { timeoutMs: 500 }))
  await at.s.clock.settle()
  const waits = endOf(at.peer.turn({}))
  await at.s.clock.pass(600) // the repair fails: the lamp is broken, which no action leads out of
  expect(await repair).toMatchObject({ reason: 'timeout' })
  expect(await waits).toMatchObject({ reason: 'rejected', code: 'WRONG_STATE', details: { state: 'broken' } })

  const circle = createMachine({
    initial: 'idle',
    states: {
      idle: { meta: { takes: ['go'], otherwise: 'queue' }, on: { 'parley.done.go': 'here' } },
      here: { always: 'there' },
      there: { always: 'here' },
    },
  })
  const dizzy = defineAgent({
    name: 'dizzy',
    behaviour: behaviour({ machine: circle }),
    actions: { go: action({ input: z.object({}) }, () => {}) },
  })
  await at.s.agent(dizzy)
  const peer = at.client.peer(dizzy)
  expect(await endOf(peer.go({}, { toState: 'here' }))).toMatchObject({ reason: 'error', code: 'STATE_NOT_REACHED' })
  await expect(peer.go({})).rejects.toThrow(/the behaviour has failed in state idle: Infinite loop detected/)
  expect(await endOf(peer.go({}))).toMatchObject({ reason: 'rejected', code: 'WRONG_STATE' })
})
