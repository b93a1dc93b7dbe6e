import { type Connection, connect } from '@parley/runtime'
import { type Broker, startBroker } from '@parley/runtime/testing'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { BEAT_MS, Crew } from './crew.ts'
import { figures } from './figures.ts'
import { Ledger, read } from './ledger.ts'
import { Tally } from './tally.ts'

/** Processes that are stopped, go on, or die. What is promised in beats is checked in beats, with one to spare. */

let broker: Broker
beforeAll(async () => {
  broker = await startBroker({ jetstream: false })
})
afterAll(() => broker.stop())

const clientOf = (crew: Crew): Promise<Connection> => connect({ servers: broker.url, world: crew.world, beatMs: BEAT_MS })

test('an instance that is killed with 50 interactions open: every requester hears disconnected within three beats', async () => {
  await using crew = await Crew.at(broker.url)
  const agent = await crew.start({ role: 'agent', name: 'ledger' })
  await using client = await clientOf(crew)
  const tally = new Tally()
  const holding = Array.from({ length: 50 }, () => tally.call((n) => client.peer(Ledger).hold({ n })))
  await vi.waitUntil(() => read([agent.file])('hold').length === 50)
  agent.kill('SIGKILL')
  const sinceMs = performance.now()
  await Promise.all(holding)
  const beats = (performance.now() - sinceMs) / BEAT_MS
  figures('instance killed', { outcomes: tally.outcomes, beats })
  expect(tally.outcomes).toEqual({ 'disconnected/DISCONNECTED': 50 })
  expect(beats).toBeLessThan(3 + 1)
})

/** A broker of 2.9 never finds out: half of all that is sent again goes to the stopped one once more, for two beats each. */
const PATIENCE = { timeout: 120_000 }

test(
  'an instance that is stopped: what it holds ends as disconnected, what is sent again reaches its twin, and it comes back',
  PATIENCE,
  async () => {
    await using crew = await Crew.at(broker.url)
    const [stopped, twin] = await Promise.all([1, 2].map(() => crew.start({ role: 'agent', name: 'ledger' })))
    await using client = await clientOf(crew)
    const held = new Tally()
    const holding = Array.from({ length: 40 }, () => held.call((n) => client.peer(Ledger).hold({ n })))
    const holds = () => [stopped!, twin!].map(({ file }) => read([file])('hold').length)
    await vi.waitUntil(() => holds()[0]! + holds()[1]! === 40)
    const [lost] = holds()
    stopped!.kill('SIGSTOP')
    await vi.waitUntil(() => held.ends.length === lost, { timeout: 10 * BEAT_MS })
    expect(held.outcomes).toEqual({ 'disconnected/DISCONNECTED': lost })

    const noted = new Tally()
    await noted.keep(40, 400, (n) => client.peer(Ledger).note({ n }, { retry: { on: ['disconnected'], max: 20 } }))
    expect(noted.outcomes).toEqual({ ok: 400 })

    stopped!.kill('SIGCONT')
    await vi.waitUntil(async () => {
      await client.peer(Ledger).note({ n: 1_000 })
      return read([stopped!.file])('note').includes(1_000)
    })
    while (held.ends.length < 40) await client.peer(Ledger).release({})
    await Promise.all(holding)
    figures('instance stopped', { held: held.outcomes, noted: noted.outcomes })
    expect(held.outcomes).toEqual({ 'disconnected/DISCONNECTED': lost, ok: 40 - lost! })
  },
)

test('one that is stopped for a beat loses nothing, and when it wakes it accuses nobody', async () => {
  await using crew = await Crew.at(broker.url)
  const agent = await crew.start({ role: 'agent', name: 'ledger' })
  await using client = await clientOf(crew)
  const held = client.send(client.peer(Ledger).hold, { n: 1 })
  const end = held.result.catch((error) => error)
  for (let i = 0; i < 3; i++) {
    await new Promise((done) => setTimeout(done, 2 * BEAT_MS)) // long enough that each end watches the other
    agent.kill('SIGSTOP')
    await new Promise((done) => setTimeout(done, 1.5 * BEAT_MS))
    agent.kill('SIGCONT')
  }
  expect(await client.peer(Ledger).release({})).toBe(1)
  expect(await end).toBe(1)
  expect(read([agent.file])('AGENT_GONE')).toEqual([])
})

test('a requester that is killed: its target ends what it asked for within three beats, signal fired, and what that had asked of others', async () => {
  await using crew = await Crew.at(broker.url)
  const agent = await crew.start({ role: 'agent', name: 'ledger' })
  await crew.start({ role: 'agent', name: 'middle' })
  const direct = await crew.start({ role: 'asker', name: 'direct', action: 'hold', count: 50 })
  const nested = await crew.start({ role: 'asker', name: 'nested', action: 'relay', count: 20 })
  await vi.waitUntil(() => read([agent.file])('hold').length === 70)
  const sinceMs = performance.now()
  direct.kill('SIGKILL')
  nested.kill('SIGKILL')
  const gone = () => read([agent.file])('AGENT_GONE').length
  const cancelled = () => read([agent.file])('CANCELLED').length
  await vi.waitUntil(() => gone() === 50 && cancelled() === 20, { timeout: 20 * BEAT_MS })
  const beats = (performance.now() - sinceMs) / BEAT_MS
  figures('requester killed', { gone: gone(), cancelled: cancelled(), beats })
  expect(beats).toBeLessThan(2 * 3) // what was asked of others is found when the first wave is through
})
