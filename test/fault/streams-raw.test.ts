import { encode, subjectsOf, type Wire } from '@parley/protocol'
import { type Connection, connect } from '@parley/runtime'
import { type Broker, type Bus, startBroker } from '@parley/runtime/testing'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { connectNats } from '../../packages/runtime/src/bus/nats-bus.ts'
import { BEAT_MS, Crew } from './crew.ts'
import { Captioner, taken } from './studio.ts'

/** Samples as no runtime would send them: twice, late, out of order, with gaps, of another type. */

let broker: Broker
beforeAll(async () => {
  broker = await startBroker({ jetstream: false })
})
afterAll(() => broker.stop())

/** A captioner that reads the camera's stream, and who speaks in the camera's name. */
async function scene() {
  const crew = await Crew.at(broker.url)
  await crew.start({ role: 'camera', name: 'camera' })
  await crew.start({ role: 'captioner', name: 'captioner' })
  const client = await connect({ servers: broker.url, world: crew.world, beatMs: BEAT_MS })
  const bus = await connectNats({ servers: broker.url, name: 'forger', inboxPrefix: 'inbox.forger' })
  const subject = (stream: string) => subjectsOf(crew.world).stream('camera', stream, '_', '_', '_')
  return {
    client,
    say: (tag: number, data: readonly Wire[], instance = 'i1') => sayOn(bus, subject('frames'), { v: 1, tag, data, instance }),
    sayTitle: (tag: number, title: Wire) => sayOn(bus, subject('titles'), { v: 1, tag, data: [title], instance: 'i1' }),
    sayBytes: (bytes: Uint8Array) => bus.publish(subject('titles'), bytes),
    async [Symbol.asyncDispose]() {
      await Promise.all([bus.close(), client.close()])
      await crew[Symbol.asyncDispose]()
    },
  }
}

const sayOn = (bus: Bus, subject: string, samples: object) => bus.publish(subject, encode(samples))
const frame = (n: number): Wire => ({ n, data: new Uint8Array(0) })
const frames = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => frame(from + i))

interface Caption {
  readonly n: number
  readonly missed: number
}

function reading(client: Connection, action: 'process' | 'some' = 'process', holdMs = 0, steps = 1_000) {
  const captions: Caption[] = []
  const handle = client.send(client.peer(Captioner)[action], { holdMs }, { streams: ['camera:frames'], steps })
  const end = (async () => {
    for await (const { caption } of handle) captions.push(caption as never)
    return 'ok'
  })().catch(({ reason, code, message }) => ({ reason, code, message }))
  return { captions, handle, end }
}

test('samples that come twice, late and out of order are read once, in the order of their tags, and gaps are told', async () => {
  await using s = await scene()
  const { captions, handle } = reading(s.client, 'process', 20)
  await taken(handle)
  s.say(10, frames(10, 12))
  s.say(10, frames(10, 12)) // twice
  s.say(14, frames(14, 16)) // before its turn
  s.say(12, frames(12, 14)) // what was left out
  s.say(13, frames(13, 18)) // half of it twice
  await vi.waitUntil(() => captions.length === 8)
  s.say(11, frames(11, 13)) // read long ago
  s.say(20, frames(20, 21)) // 18 and 19 never come
  s.say(18, frames(18, 19), 'i2') // another instance counts for itself
  await vi.waitUntil(() => captions.length === 10)
  expect(captions.slice(0, 8)).toEqual(Array.from({ length: 8 }, (_, i) => ({ n: 10 + i, missed: 0 })))
  expect(captions.slice(8)).toEqual([
    { n: 20, missed: 2 },
    { n: 18, missed: 0 },
  ])
  await handle.cancel()
})

test('in any order, each sample is read once and what was not read is counted', async () => {
  await using s = await scene()
  const { captions, handle } = reading(s.client, 'some', 1)
  await taken(handle)
  const count = 1_000
  s.say(0, frames(0, 1))
  // each message twice, and the second of two before the first
  for (let n = 1; n < count; n += 2) for (const tag of [n + 1, n, n, n + 1]) s.say(tag, frames(tag, tag + 1))
  await vi.waitUntil(() => captions.at(-1)?.n === count)
  await handle.cancel()
  const read = captions.map(({ n }) => n)
  expect(read).toEqual([...new Set(read)].toSorted((a, b) => a - b))
  expect(read.length + captions.reduce((sum, { missed }) => sum + missed, 0)).toBe(count + 1)
})

test('a sample of another type than its slot ends who reads it as BAD_SAMPLE, and nobody else; bytes that are no samples end nobody', async () => {
  await using s = await scene()
  const captioner = s.client.peer(Captioner)
  const print = (steps: number) => s.client.send(captioner.print, {}, { streams: ['camera:titles'], steps })
  const [bad, other] = [print(3), reading(s.client, 'process', 0, 1)]
  await Promise.all([taken(bad), taken(other.handle)])
  s.sayBytes(Uint8Array.of(0xc1, 0xff))
  s.sayBytes(encode({ v: 1, tag: -1, data: [] }))
  s.sayTitle(0, 'a title')
  s.sayTitle(1, 5)
  await expect(bad.result).rejects.toMatchObject({
    ...{ reason: 'error', code: 'BAD_SAMPLE', message: expect.stringContaining('camera:titles: got a number, expected a text') },
  })
  s.say(0, [frame(7)])
  expect(await other.end).toBe('ok')
  const next = print(1)
  await taken(next)
  s.sayTitle(2, 'another')
  expect(await next.result).toEqual({ caption: 'another' })
})
