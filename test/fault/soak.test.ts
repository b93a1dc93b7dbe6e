import { connect } from '@parley/runtime'
import { startBroker } from '@parley/runtime/testing'
import { expect, test } from 'vitest'
import { Crew } from './crew.ts'
import { figures, MIB } from './figures.ts'
import { Ledger } from './ledger.ts'
import { Tally } from './tally.ts'

/** All of it with PARLEY_SOAK=1000000. */
const TOTAL = Number(process.env.PARLEY_SOAK ?? 50_000)
const WIDTH = 200
const ROUNDS = 5

test(`after ${TOTAL} interactions the memory is what it was after the first`, { timeout: 60_000 + TOTAL }, async () => {
  await using broker = await startBroker({ jetstream: false })
  await using crew = await Crew.at(broker.url)
  await crew.start({ role: 'agent', name: 'ledger' })
  await using client = await connect({ servers: broker.url, world: crew.world })
  const peer = client.peer(Ledger)
  const measured: { rss: number; heap: number }[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const tally = new Tally()
    await tally.keep(WIDTH, TOTAL / ROUNDS, (n) => peer.pass({ n }))
    expect(tally.outcomes).toEqual({ ok: TOTAL / ROUNDS })
    measured.push(await peer.memory({}))
  }
  const inMib = measured.map(({ rss, heap }) => ({ rss: Math.round(rss / MIB), heap: Math.round((heap / MIB) * 10) / 10 }))
  figures('soak', { interactions: TOTAL, inMib })
  // the ring of ends is full after 10,000 or so: what is there after the second round is there for good
  expect(measured.at(-1)!.heap - measured[1]!.heap).toBeLessThan(4 * MIB)
  expect(measured.at(-1)!.rss - measured[1]!.rss).toBeLessThan(64 * MIB)
})
