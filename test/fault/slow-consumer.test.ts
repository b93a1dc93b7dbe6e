import { connect } from '@parley/runtime'
import { startBroker } from '@parley/runtime/testing'
import { expect, test } from 'vitest'
import { BEAT_MS, Crew } from './crew.ts'
import { figures, MIB } from './figures.ts'
import { Ledger } from './ledger.ts'

test('a loop that looks away for beats keeps its writer waiting, gets all when it looks again, and what waits for it is bounded', async () => {
  await using broker = await startBroker({ jetstream: false })
  await using crew = await Crew.at(broker.url)
  await crew.start({ role: 'agent', name: 'ledger' })
  const samples = 100_000
  const reader = await crew.start({ role: 'reader', name: 'reader', samples, bytes: 1_000 })
  const { count, awayRss, startRss } = await reader.report('read')
  const grown = (awayRss - startRss) / MIB
  figures('slow consumer', { flooded: '100 MB', grownMiB: Math.round(grown) })
  expect(count).toBe(samples)
  expect(grown).toBeLessThan(48) // 1,024 samples of 1,000 characters, and what the collector has not taken yet
})

test('a watcher that looks away is told what it has missed, and keeps no more than its limit', async () => {
  await using broker = await startBroker({ jetstream: false })
  await using crew = await Crew.at(broker.url)
  await crew.start({ role: 'agent', name: 'ledger' })
  await using client = await connect({ servers: broker.url, world: crew.world, beatMs: BEAT_MS })
  const updates = client.watch({ to: 'ledger' })[Symbol.asyncIterator]()
  const first = updates.next()
  await client.peer(Ledger).note({ n: 0 })
  await first
  for (let n = 1; n <= 6_000; n += 100) await Promise.all(Array.from({ length: 100 }, (_, i) => client.peer(Ledger).note({ n: n + i })))
  const { value } = await updates.next()
  await updates.return?.()
  expect(value).toEqual({ missed: expect.any(Number) })
  expect((value as { missed: number }).missed).toBeGreaterThan(6_000) // three transitions for each, 10,000 are kept
})

test('a watcher that is busy with each update leaves none of them at the broker: what it has not seen is counted', async () => {
  await using broker = await startBroker({ jetstream: false })
  await using crew = await Crew.at(broker.url)
  await crew.start({ role: 'agent', name: 'ledger' })
  const calls = 10_000
  const watcher = await crew.start({ role: 'watcher', name: 'watcher', updates: 3 * calls, busyMs: 0.2 })
  const watched = watcher.report('watched')
  await using client = await connect({ servers: broker.url, world: crew.world, beatMs: BEAT_MS })
  const text = 'x'.repeat(1_000) // of small ones, a single read is more than a queue takes
  await Promise.all(Array.from({ length: calls }, () => client.peer(Ledger).echo(text)))
  const { seen, missed } = await watched
  figures('busy watcher', { updates: 3 * calls, missed })
  expect(seen + missed).toBe(3 * calls)
  expect(missed).toBeGreaterThan(0)
})
