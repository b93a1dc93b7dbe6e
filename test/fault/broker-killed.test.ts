import { connect } from '@parley/runtime'
import { startBroker } from '@parley/runtime/testing'
import { expect, test, vi } from 'vitest'
import { Chance } from './chance.ts'
import { BEAT_MS, Crew } from './crew.ts'
import { figures } from './figures.ts'
import { Ledger, read } from './ledger.ts'
import { Tally } from './tally.ts'

const CALLS = 10_000
const CLIENTS = 4
const TIMEOUT_MS = 20_000

test('the broker is killed three times during 10,000 calls: each ends in time, and as it says', { timeout: 90_000 }, async () => {
  const chance = new Chance()
  let broker = await startBroker({ jetstream: false })
  try {
    await using crew = await Crew.at(broker.url)
    const agents = await Promise.all([1, 2, 3].map(() => crew.start({ role: 'agent', name: 'ledger' })))
    const clients = await Promise.all(
      Array.from({ length: CLIENTS }, () => connect({ servers: broker.url, world: crew.world, beatMs: BEAT_MS })),
    )
    const tally = new Tally()
    const lanes = clients.map((client) =>
      tally.keep(50, CALLS / CLIENTS, (n) => client.peer(Ledger).note({ n }, { timeoutMs: TIMEOUT_MS })),
    )
    for (const quarter of [1, 2, 3]) {
      const at = Math.floor((CALLS / 4) * (quarter - 0.5 + chance.next() / 2))
      await vi.waitUntil(() => tally.ends.length >= at, { timeout: 60_000, interval: 1 })
      process.kill(broker.pid, 'SIGKILL')
      await broker.exited
      broker = await startBroker({ jetstream: false, port: broker.port })
    }
    await Promise.all(lanes)
    const noted = read(agents.map(({ file }) => file))('note')
    figures('broker killed three times', { calls: tally.calls, outcomes: tally.outcomes, noted: noted.length, seed: chance.seed })
    tally.check(noted, TIMEOUT_MS)
    expect(tally.outcomes.ok).toBeGreaterThan(CALLS * 0.9)
    for (const client of clients) {
      expect(await client.peer(Ledger).note({ n: -1 })).toBe(-1) // everybody is back
      await client.close()
    }
  } finally {
    await broker.stop()
  }
})
