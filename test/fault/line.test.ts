import { connect } from '@parley/runtime'
import { type Broker, startBroker } from '@parley/runtime/testing'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { Chance } from './chance.ts'
import { BEAT_MS, Crew } from './crew.ts'
import { figures } from './figures.ts'
import { Ledger, read } from './ledger.ts'
import { TcpProxy } from './proxy.ts'
import { Tally } from './tally.ts'

/** Lines that go wrong: between a client, or an agent, and the broker. */

let broker: Broker
beforeAll(async () => {
  broker = await startBroker({ jetstream: false })
})
afterAll(() => broker.stop())

const TIMEOUT_MS = 8_000
const CALLS = 1_000
const ACCIDENTS = ['cut', 'reset', 'halfClose', 'delay', 'slow', 'clear'] as const

/** One accident after the other, until it is told to stop; each lasts for a part of a beat or two of them. */
async function weather(proxy: TcpProxy, chance: Chance, until: AbortSignal): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  while (!until.aborted) {
    const accident = chance.one(ACCIDENTS)
    counts[accident] = (counts[accident] ?? 0) + 1
    if (accident === 'cut') proxy.cut()
    else if (accident === 'reset') proxy.reset()
    else if (accident === 'halfClose') proxy.halfClose()
    else proxy.weather = accident === 'delay' ? { delayMs: chance.whole(1, 100) } : accident === 'slow' ? { bytesPerS: 200_000 } : {}
    await new Promise((done) => setTimeout(done, chance.whole(50, 2 * BEAT_MS)))
    proxy.mend()
  }
  proxy.weather = {}
  return counts
}

test.each(['client', 'agent'] as const)(
  'the line of the %s is cut, half closed, slow and late: every call ends in time, and as it says',
  { timeout: 60_000 },
  async (whose) => {
    const chance = new Chance()
    await using crew = await Crew.at(broker.url)
    await using proxy = await TcpProxy.to(broker.port)
    const through = (who: typeof whose) => (who === whose ? proxy.url : broker.url)
    const agents = [
      await crew.start({ role: 'agent', name: 'ledger', servers: through('agent') }),
      await crew.start({ role: 'agent', name: 'ledger', servers: broker.url }),
    ]
    await using client = await connect({ servers: through('client'), world: crew.world, beatMs: BEAT_MS })
    const over = new AbortController()
    const accidents = weather(proxy, chance, over.signal)
    const tally = new Tally()
    await tally.keep(20, CALLS, (n) => client.peer(Ledger).note({ n }, { timeoutMs: TIMEOUT_MS }))
    over.abort()
    const noted = read(agents.map(({ file }) => file))('note')
    figures(`line of the ${whose}`, {
      calls: CALLS,
      outcomes: tally.outcomes,
      accidents: await accidents,
      noted: noted.length,
      seed: chance.seed,
    })
    tally.check(noted, TIMEOUT_MS)
    await vi.waitUntil(() => proxy.lines > 0, { timeout: 10_000 })
    expect(await client.peer(Ledger).note({ n: -1 }, { retry: { on: ['disconnected'], max: 3 } })).toBe(-1)
  },
)

test('a line that is dead without a word: nobody is accused by who cannot hear, calls end by their time, and all goes on after it', async () => {
  await using crew = await Crew.at(broker.url)
  const agent = await crew.start({ role: 'agent', name: 'ledger' })
  await using proxy = await TcpProxy.to(broker.port)
  await using client = await connect({ servers: proxy.url, world: crew.world, beatMs: BEAT_MS })
  const held = client.send(client.peer(Ledger).hold, { n: 1 }, { detached: true })
  const end = held.result.catch((error) => error)
  const events: string[] = []
  void (async () => {
    for await (const { event } of client.monitor(Ledger)) events.push(event)
  })()
  await vi.waitUntil(() => read([agent.file])('hold').length === 1 && events.length === 1)
  proxy.weather = { stalled: true }
  const tally = new Tally()
  await tally.keep(20, 100, (n) => client.peer(Ledger).note({ n }, { timeoutMs: 2 * BEAT_MS })) // ten beats in all
  expect(tally.outcomes).toEqual({ 'timeout/TIMEOUT': 100 })
  expect({ events, status: held.status }).toEqual({ events: ['up'], status: 'running' })
  proxy.weather = {}
  expect(await client.peer(Ledger).release({})).toBe(1)
  expect(await end).toBe(1)
})
