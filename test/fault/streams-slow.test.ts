import { connect } from '@parley/runtime'
import { type Broker, startBroker } from '@parley/runtime/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { BEAT_MS, Crew } from './crew.ts'
import { figures, MIB } from './figures.ts'
import { read } from './ledger.ts'
import { Camera, Captioner, Director, taken, WINDOW } from './studio.ts'

/** Readers that are slower than their writers: the writer waits, and nobody's memory grows. */

let broker: Broker
beforeAll(async () => {
  broker = await startBroker({ jetstream: false })
})
afterAll(() => broker.stop())

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)

/** What a generator may be ahead: 1,024 samples, or 8 MiB of heavy ones, and as much again that is asked for while they are read. */
test.each([
  { count: 20_000, bytes: 100, ahead: 1_024 + 64 },
  { count: 1_000, bytes: 200_000, ahead: 84 },
])(
  'a loop that is slower than what it reads ($bytes bytes each): no more is yielded than it may have waiting, and it gets all',
  async (given) => {
    const { ahead, ...what } = given
    await using crew = await Crew.at(broker.url)
    await crew.start({ role: 'camera', name: 'camera' })
    await using client = await connect({ servers: broker.url, world: crew.world, beatMs: BEAT_MS })
    const peer = client.peer(Camera)
    const startBytes = (await peer.figures({})).heap
    let most = 0
    let heaviest = 0
    let count = 0
    for await (const { n } of peer.tape(what)) {
      expect(n).toBe(count++)
      if (count === what.count / 2) await new Promise((done) => setTimeout(done, 4 * BEAT_MS)) // credit is said again meanwhile, and allows nothing more
      if (count % Math.floor(what.count / 25) !== 0) continue
      const { written, heap } = await peer.figures({}) // ten times as long as it takes to yield
      most = Math.max(most, written - count)
      heaviest = Math.max(heaviest, heap - startBytes)
    }
    figures('slow loop', { ...what, most, grownMiB: Math.round(heaviest / MIB) })
    expect(count).toBe(what.count)
    expect(most).toBeGreaterThan(0)
    expect(most).toBeLessThanOrEqual(ahead)
    expect(heaviest).toBeLessThan(16 * MIB)
  },
)

test.each([100, 200_000])(
  'a processor that is slower than who writes for it (%d bytes each): writes wait, and nothing is lost',
  async (bytes) => {
    await using crew = await Crew.at(broker.url)
    await crew.start({ role: 'director', name: 'director' })
    const { file } = await crew.start({ role: 'captioner', name: 'captioner' })
    await using client = await connect({ servers: broker.url, world: crew.world, beatMs: BEAT_MS })
    const count = 300
    const directing = client.peer(Director).direct({ count, steps: count, bytes, holdMs: 5 })
    let most = 0
    let done = false
    const watching = (async () => {
      while (!done) {
        const { written } = await client.peer(Director).figures({})
        most = Math.max(most, written - (await client.peer(Captioner).figures({})).read)
      }
    })()
    expect(await directing).toBe(count)
    done = true
    await watching
    figures('slow processor', { bytes, most })
    expect(most).toBeGreaterThan(1)
    expect(most).toBeLessThanOrEqual(WINDOW)
    expect(read([file])('read')).toEqual(range(0, count))
  },
)

test.each(['newest', 'some'] as const)(
  '%s: a processor that is slower than a stream for everybody reads what its policy keeps, and is told what it missed',
  async (action) => {
    await using crew = await Crew.at(broker.url)
    await crew.start({ role: 'camera', name: 'camera' })
    await crew.start({ role: 'captioner', name: 'captioner' })
    await using client = await connect({ servers: broker.url, world: crew.world, beatMs: BEAT_MS })
    const handle = client.send(client.peer(Captioner)[action], { holdMs: 20 }, { streams: ['camera:frames'], steps: 1_000_000 })
    const captions: { n: number; missed: number }[] = []
    const last = 5_000
    const reading = (async () => {
      for await (const { caption } of handle) {
        captions.push(caption as never)
        if (captions.at(-1)!.n === last) return
      }
    })()
    await taken(handle)
    for (let from = 0; from < last; from += 500) await client.peer(Camera).film({ from, count: 500 })
    await client.peer(Camera).film({ from: last, count: 1 })
    await reading
    figures(`slow, ${action}`, { read: captions.length })
    const missed = captions.reduce((sum, one) => sum + one.missed, 0)
    expect(captions.length + missed).toBe(last + 1)
    expect(missed).toBeGreaterThan(last / 2)
    expect(captions.map(({ n }) => n)).toEqual(captions.map(({ n }) => n).toSorted((a, b) => a - b))
  },
)
