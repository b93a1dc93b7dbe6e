import { type Connection, connect } from '@parley/runtime'
import { type Broker, startBroker } from '@parley/runtime/testing'
import { expect, test, vi } from 'vitest'
import { BEAT_MS, Crew } from './crew.ts'
import { figures } from './figures.ts'
import { read } from './ledger.ts'
import { TcpProxy } from './proxy.ts'
import { Camera, Captioner, Director, type Frame, taken } from './studio.ts'

/** The broker is killed, or a line breaks, in the middle of flows: they go on or end as it says, and nobody waits for ever. */

async function scene() {
  let broker: Broker = await startBroker({ jetstream: false })
  const crew = await Crew.at(broker.url)
  await crew.start({ role: 'camera', name: 'camera' })
  await crew.start({ role: 'director', name: 'director' })
  const { file } = await crew.start({ role: 'captioner', name: 'captioner' })
  const client: Connection = await connect({ servers: broker.url, world: crew.world, beatMs: BEAT_MS })
  return {
    crew,
    client,
    file,
    servers: () => broker.url,
    async restart(awayMs = 0) {
      process.kill(broker.pid, 'SIGKILL')
      await broker.exited
      await new Promise((done) => setTimeout(done, awayMs))
      broker = await startBroker({ jetstream: false, port: broker.port })
    },
    async [Symbol.asyncDispose]() {
      await client.close()
      await crew[Symbol.asyncDispose]()
      await broker.stop()
    },
  }
}

const LIMIT_MS = 15_000
/** How a flow may end that the broker was killed under. */
const ENDS = ['ok', 'disconnected/DISCONNECTED', 'timeout/TIMEOUT', 'SLOW_CONSUMER']

const howOf = (flow: Promise<unknown>) =>
  flow.then(
    () => 'ok',
    ({ reason, code }) => (reason ? `${reason}/${code}` : String(code)),
  )

function counted(hows: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const how of hows) counts[how] = (counts[how] ?? 0) + 1
  return counts
}

test('the broker is killed under loops over what is yielded: each gets all of it in order, or throws', { timeout: 90_000 }, async () => {
  await using s = await scene()
  let read = 0
  const flow = async () => {
    let count = 0
    for await (const { n } of s.client.peer(Camera).tape({ count: 20_000, bytes: 200 }, { timeoutMs: LIMIT_MS })) {
      expect(n).toBe(count++)
      read++
    }
    expect(count).toBe(20_000)
  }
  const ends = Promise.all(Array.from({ length: 8 }, () => howOf(flow())))
  for (const at of [20_000, 60_000]) {
    await Promise.race([ends, vi.waitUntil(() => read > at, { timeout: 30_000, interval: 1 })])
    await s.restart()
  }
  const hows = await ends
  figures('broker killed under yields', counted(hows))
  for (const how of hows) expect(ENDS).toContain(how)
})

test('the broker is killed under flows to a processor: what it reads is in order, and each flow comes to its end', {
  timeout: 90_000,
}, async () => {
  await using s = await scene()
  const steps = 2_000
  // twice as many as are needed: what is lost on the way is not sent again
  const direct = (from: number) => s.client.peer(Director).direct({ from, count: 2 * steps, steps, bytes: 200 }, { timeoutMs: LIMIT_MS })
  const starts = Array.from({ length: 8 }, (_, i) => i * 10_000)
  const ends = Promise.all(starts.map((from) => howOf(direct(from))))
  for (const at of [2_000, 6_000]) {
    await Promise.race([ends, vi.waitUntil(() => read([s.file])('read').length > at, { timeout: 30_000, interval: 20 })])
    await s.restart()
  }
  const hows = await ends
  figures('broker killed under flows', counted(hows))
  for (const how of hows) expect(ENDS).toContain(how)
  const all = read([s.file])('read')
  for (const [i, from] of starts.entries()) {
    const own = all.filter((n) => n >= from && n < from + 10_000)
    expect(own).toEqual([...new Set(own)].toSorted((a, b) => a - b))
    if (hows[i] === 'ok') expect(own).toHaveLength(steps)
  }
  expect(await s.client.peer(Director).direct({ count: 10, steps: 10 })).toBe(10) // everybody is back
})

test('the broker is killed as soon as somebody reads a stream: its owner is not taken for gone, and it is read on', async () => {
  await using s = await scene()
  const handle = s.client.send(s.client.peer(Captioner).process, {}, { streams: ['camera:frames'], steps: 3 })
  const end = howOf(handle.result)
  await taken(handle)
  await s.restart(4_000) // longer than anybody is asked what its streams are
  await new Promise((done) => setTimeout(done, 4 * BEAT_MS)) // as long as it takes to take somebody for gone
  await s.client.peer(Camera).film({ count: 3 })
  expect(await end).toBe('ok')
})

test('the line of a reader breaks while its writers wait for it: they are let go on when it is back', { timeout: 60_000 }, async () => {
  await using s = await scene()
  await using proxy = await TcpProxy.to(Number(new URL(s.servers()).port))
  await using client = await connect({ servers: proxy.url, world: s.crew.world, beatMs: BEAT_MS })
  const captions: number[] = []
  const flow = (async () => {
    for await (const { n } of client.peer(Camera).tape({ count: 20_000 })) {
      captions.push(n satisfies Frame['n'] as number)
      if (captions.length % 5_000 !== 1) continue
      await vi.waitUntil(async () => (await s.client.peer(Camera).figures({})).written >= captions.length + 900) // all that it may
      proxy.reset()
    }
  })()
  expect(['ok', 'SLOW_CONSUMER']).toContain(await howOf(flow))
  expect(captions).toEqual(captions.map((_, i) => i))
  expect(captions.length).toBeGreaterThan(900)
})
