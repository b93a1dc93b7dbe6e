import { connect } from '@parley/runtime'
import { type Broker, startBroker } from '@parley/runtime/testing'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { BEAT_MS, Crew } from './crew.ts'
import { figures, MIB } from './figures.ts'
import { Camera, Captioner, Director, taken } from './studio.ts'

/** Many readers of one stream, and many flows one after the other: nothing is left of them. */

const COUNT = 1_000

let broker: Broker
beforeAll(async () => {
  broker = await startBroker({ jetstream: false, monitor: true })
})
afterAll(() => broker.stop())

/** What the broker has subscribed for a process, by its name. */
async function subscriptions(crew: Crew, name: string): Promise<string[]> {
  const { connections } = (await (await fetch(`${broker.monitorUrl}/connz?subs=1`)).json()) as {
    connections: { name: string; subscriptions_list?: string[] }[]
  }
  return connections.find((one) => one.name === `${crew.world}/${name}`)?.subscriptions_list ?? []
}

test(`${COUNT} interactions on one stream: each reads all of it, by one subscription; nothing is left of them`, {
  timeout: 60_000,
}, async () => {
  await using crew = await Crew.at(broker.url)
  await crew.start({ role: 'camera', name: 'camera' })
  await crew.start({ role: 'captioner', name: 'captioner' })
  await using client = await connect({ servers: broker.url, world: crew.world, beatMs: BEAT_MS })
  const captioner = client.peer(Captioner)
  const frames = () => subscriptions(crew, 'captioner').then((all) => all.filter((one) => one.includes('.stream.camera.')))

  /** All of them, to the end; each counts its frames. */
  const round = async () => {
    const handles = Array.from({ length: COUNT }, () => client.send(captioner.process, {}, { streams: ['camera:frames'], steps: 10 }))
    const counts = handles.map(async (handle) => {
      const read: number[] = []
      for await (const { caption } of handle) read.push((caption as unknown as { n: number }).n)
      return read.join()
    })
    await Promise.all(handles.map(taken))
    expect(await frames()).toHaveLength(1)
    await client.peer(Camera).film({ count: 10 })
    expect(new Set(await Promise.all(counts))).toEqual(new Set(['0,1,2,3,4,5,6,7,8,9']))
    await vi.waitUntil(async () => (await frames()).length === 0)
  }

  const before = (await subscriptions(crew, 'captioner')).length
  const heap = async () => (await captioner.figures({})).heap
  await round()
  const first = await heap()
  const after = () => subscriptions(crew, 'captioner').then(({ length }) => length)
  // who has once read of an owner hears when it comes and goes, so as not to ask again what its streams are
  await vi.waitUntil(async () => (await after()) === before + 1, { timeout: 10 * BEAT_MS })
  for (let i = 0; i < 4; i++) await round()
  await vi.waitUntil(async () => (await after()) === before + 1, { timeout: 10 * BEAT_MS })
  expect((await client.survey()).find(({ name }) => name === 'captioner')).toMatchObject({ open: 0 })
  // ends are kept for a while, and what was let go is not collected at once; what 4,000 readers held would be more
  await vi.waitUntil(async () => (await heap()) - first < 6 * MIB, { timeout: 10 * BEAT_MS, interval: BEAT_MS })
})

test('after thousands of flows in both directions the memory of all ends is what it was after the first', { timeout: 60_000 }, async () => {
  await using crew = await Crew.at(broker.url)
  await crew.start({ role: 'camera', name: 'camera' })
  await crew.start({ role: 'director', name: 'director' })
  await crew.start({ role: 'captioner', name: 'captioner' })
  await using client = await connect({ servers: broker.url, world: crew.world, beatMs: BEAT_MS })
  const peers = [client.peer(Camera), client.peer(Director), client.peer(Captioner)] as const
  const [camera, director] = peers
  const measured: number[][] = []
  for (let round = 0; round < 5; round++) {
    for (let i = 0; i < 40; i++)
      await Promise.all(
        Array.from({ length: 10 }, async () => {
          await director.direct({ count: 20, steps: 20, bytes: 1_000 })
          let count = 0
          for await (const _ of camera.tape({ count: 100, bytes: 1_000 })) count++
          expect(count).toBe(100)
        }),
      )
    measured.push(await Promise.all(peers.map(async (peer) => (await peer.figures({})).heap)))
  }
  figures('soak of flows', { heapsMiB: measured.map((heaps) => heaps.map((heap) => Math.round((heap / MIB) * 10) / 10)) })
  for (const [i, heap] of measured.at(-1)!.entries()) expect(heap - measured[1]![i]!).toBeLessThan(4 * MIB)
})
