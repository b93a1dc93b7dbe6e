import { connect } from '@parley/runtime'
import { type Broker, startBroker } from '@parley/runtime/testing'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { BEAT_MS, Crew } from './crew.ts'
import { figures } from './figures.ts'
import { read } from './ledger.ts'
import { Camera, Captioner, Director, type Frame, taken, WINDOW } from './studio.ts'

/** Owners of streams that are killed, and come back. */

let broker: Broker
beforeAll(async () => {
  broker = await startBroker({ jetstream: false })
})
afterAll(() => broker.stop())

const clientOf = (crew: Crew) => connect({ servers: broker.url, world: crew.world, beatMs: BEAT_MS })
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)

test('the owner of a stream is killed: what has come is still processed, then who reads it ends as STREAM_GONE within three beats', async () => {
  await using crew = await Crew.at(broker.url)
  const owner = await crew.start({ role: 'camera', name: 'camera' })
  await crew.start({ role: 'captioner', name: 'captioner' })
  await using client = await clientOf(crew)
  const captions: number[] = []
  const handle = client.send(client.peer(Captioner).process, { holdMs: BEAT_MS / 4 }, { streams: ['camera:frames'], steps: 1_000 })
  const reading = (async () => {
    for await (const { caption } of handle) captions.push((caption as unknown as Frame).n)
  })().catch((error) => error)
  await taken(handle)
  await client.peer(Camera).film({ count: WINDOW })
  owner.kill('SIGKILL')
  const sinceMs = performance.now()
  const end = await reading
  const beats = (performance.now() - sinceMs) / BEAT_MS
  figures('owner of a stream killed', { captions: captions.length, beats })
  expect(captions).toEqual(range(0, WINDOW)) // more than three beats of work
  expect(end).toMatchObject({ reason: 'disconnected', code: 'STREAM_GONE' })
  expect(beats).toBeLessThan(WINDOW / 4 + 2)
})

test('the owner is killed while somebody waits for its data: STREAM_GONE within three beats; and who comes later does not wait for the dead', async () => {
  await using crew = await Crew.at(broker.url)
  const owner = await crew.start({ role: 'camera', name: 'camera' })
  await crew.start({ role: 'captioner', name: 'captioner' })
  await using client = await clientOf(crew)
  const begin = () => client.send(client.peer(Captioner).process, {}, { streams: ['camera:frames'], steps: 1_000 })
  const ends = [begin()]
  await taken(ends[0]!)
  owner.kill('SIGKILL')
  const sinceMs = performance.now()
  ends.push(begin()) // nobody knows yet
  const gone = { reason: 'disconnected', code: 'STREAM_GONE' }
  for (const { result } of ends) await expect(result).rejects.toMatchObject(gone)
  expect((performance.now() - sinceMs) / BEAT_MS).toBeLessThan(3 + 1)
  await expect(begin().result).rejects.toMatchObject({ retryable: true })
})

test('who asked, and writes what is read, is killed: AGENT_GONE at the target, which reads no more of it and lets its buffers go', async () => {
  await using crew = await Crew.at(broker.url)
  const owner = await crew.start({ role: 'director', name: 'director' })
  const { file } = await crew.start({ role: 'captioner', name: 'captioner' })
  await using client = await clientOf(crew)
  void client.send(client.peer(Director).direct, { count: 1_000, steps: 1_000, holdMs: BEAT_MS / 8 }).result.catch(() => {})
  await vi.waitUntil(() => read([file])('read').length > 3)
  owner.kill('SIGKILL')
  const sinceMs = performance.now()
  await vi.waitUntil(() => read([file])('AGENT_GONE').length > 0, { timeout: 20 * BEAT_MS })
  expect((performance.now() - sinceMs) / BEAT_MS).toBeLessThan(3 + 1)
  const count = read([file])('read').length
  const [report] = (await client.survey()).filter(({ name }) => name === 'captioner')
  expect(report).toMatchObject({ open: 0 })
  await new Promise((done) => setTimeout(done, BEAT_MS))
  expect(read([file])('read').length).toBeLessThanOrEqual(count + 1)
})

test('a standing wire goes on without the owner of its stream, and reads what a new instance of it sends', async () => {
  await using crew = await Crew.at(broker.url)
  const first = await crew.start({ role: 'camera', name: 'camera' })
  const { file } = await crew.start({ role: 'captioner', name: 'captioner', wires: { picture: 'camera:frames' } })
  await using client = await clientOf(crew)
  await vi.waitUntil(async () => {
    await client.peer(Camera).film({ from: 0, count: 1 })
    return read([file])('read').includes(0)
  })
  first.kill('SIGKILL')
  const gone = client.monitor('camera')[Symbol.asyncIterator]()
  await vi.waitUntil(
    () =>
      client
        .peer(Camera)
        .film({ count: 1 }, { timeoutMs: BEAT_MS })
        .then(
          () => false,
          ({ code }) => code === 'NO_RESPONDERS',
        ),
    { timeout: 20 * BEAT_MS },
  )
  await gone.return?.()
  await new Promise((done) => setTimeout(done, 4 * BEAT_MS)) // as long as it takes to find it gone, and one more
  await crew.start({ role: 'camera', name: 'camera' })
  await client.peer(Camera).film({ from: 100, count: WINDOW })
  await vi.waitUntil(() => read([file])('read').filter((n) => n >= 100).length === WINDOW)
  expect(read([file])('read').filter((n) => n >= 100)).toEqual(range(100, 100 + WINDOW))
})
