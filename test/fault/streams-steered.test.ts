import { connect, type StatusUpdate } from '@parley/runtime'
import { type Broker, startBroker } from '@parley/runtime/testing'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { BEAT_MS, Crew } from './crew.ts'
import { read } from './ledger.ts'
import { Camera, Captioner, taken } from './studio.ts'

/** Processors in processes of their own that are paused, resumed, cancelled, and told to leave. */

let broker: Broker
beforeAll(async () => {
  broker = await startBroker({ jetstream: false })
})
afterAll(() => broker.stop())

test('a processor is paused for beats and resumed, in its own process: it reads on where it stopped, and loses nothing', async () => {
  await using crew = await Crew.at(broker.url)
  await crew.start({ role: 'camera', name: 'camera' })
  const { file } = await crew.start({ role: 'captioner', name: 'captioner' })
  await using client = await connect({ servers: broker.url, world: crew.world, beatMs: BEAT_MS })
  const film = (from: number, count: number) => client.peer(Camera).film({ from, count })
  const handle = client.send(client.peer(Captioner).process, {}, { streams: ['camera:frames'], steps: 15 })
  await taken(handle)
  await film(0, 5)
  await vi.waitUntil(() => read([file])('read').length === 5)
  await handle.pause()
  await vi.waitUntil(() => handle.status === 'paused')
  await film(5, 5)
  await new Promise((done) => setTimeout(done, 4 * BEAT_MS)) // long enough that somebody would be taken for gone
  expect(read([file])('read')).toHaveLength(5)
  await handle.resume()
  await film(10, 5)
  expect(await handle.result).toEqual({ caption: { n: 14, missed: 0 } })
  expect(read([file])('read')).toEqual(Array.from({ length: 15 }, (_, n) => n))
})

test('a processor is cancelled in the middle of its data: its signal fires, and it reads no more', async () => {
  await using crew = await Crew.at(broker.url)
  await crew.start({ role: 'camera', name: 'camera' })
  const { file } = await crew.start({ role: 'captioner', name: 'captioner' })
  await using client = await connect({ servers: broker.url, world: crew.world, beatMs: BEAT_MS })
  const handle = client.send(client.peer(Captioner).process, { holdMs: 50 }, { streams: ['camera:frames'], steps: 100 })
  const end = handle.result.catch(({ reason }) => reason)
  await taken(handle)
  await client.peer(Camera).film({ count: 10 })
  await vi.waitUntil(() => read([file])('read').length > 0)
  await handle.cancel()
  expect(await end).toBe('cancelled')
  await vi.waitUntil(() => read([file])('CANCELLED').length === 1)
  const count = read([file])('read').length
  await client.peer(Camera).film({ count: 10 })
  expect(await client.peer(Captioner).process({}, { samples: [{ n: -1, data: new Uint8Array(0) }] }).result).toBeTruthy()
  expect(read([file])('read')).toHaveLength(count + 1)
})

test('a process that stands on a wire is told to leave: what stands ends as discarded, and the process with it', async () => {
  await using crew = await Crew.at(broker.url)
  await crew.start({ role: 'camera', name: 'camera' })
  await using client = await connect({ servers: broker.url, world: crew.world, beatMs: BEAT_MS })
  const heard: StatusUpdate[] = []
  void (async () => {
    for await (const update of client.watch({ to: 'captioner' })) if ('uuid' in update) heard.push(update)
  })()
  const agent = await crew.start({ role: 'captioner', name: 'captioner', wires: { picture: 'camera:frames' } })
  await vi.waitUntil(async () => {
    await client.peer(Camera).film({ count: 1 })
    return read([agent.file])('read').length > 0
  })
  agent.kill('SIGTERM')
  expect(await agent.exited).toEqual([0, null])
  await vi.waitUntil(() => heard.some(({ status }) => status === 'completed'))
  expect(heard.findLast(({ status }) => status === 'completed')).toMatchObject({ reason: 'discarded', error: { code: 'DRAINING' } })
})
