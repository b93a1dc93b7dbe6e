import { encode } from '@parley/protocol'
import { expect, test, vi } from 'vitest'
import { openTown } from './town.ts'

const COUNT = 10_000
const SEED = 20_261_121

/** Numbers that are the same in every run. */
function mulberry(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Bytes of nobody, or a good message in which a few bytes are others, cut off or doubled. */
function garbage(good: Uint8Array, random: () => number): Uint8Array {
  const below = (n: number) => Math.floor(random() * n)
  if (random() < 0.3) return Uint8Array.from({ length: below(80) }, () => below(256))
  const bytes = [...good]
  for (let i = 0; i <= below(3); i++) {
    const what = below(3)
    if (what === 0) bytes[below(bytes.length)] = below(256)
    else if (what === 1) bytes.length = Math.max(1, bytes.length - below(20))
    else bytes.splice(below(bytes.length), 0, ...bytes.slice(0, below(20)))
  }
  return Uint8Array.from(bytes)
}

test(`ten thousand garbage messages on each subject (seed ${SEED}): everybody still answers, and memory is sane`, {
  timeout: 120_000,
}, async () => {
  vi.stubEnv('PARLEY_LOG', 'silent') // what is refused is said once a second
  // a beat in which ten thousand messages are read with ease, so that nobody takes the busy one for dead
  await using town = await openTown({ beatMs: 2_000 })
  const { world, client } = town
  const [held, bait] = [town.client.send(town.witness.hold, {}), town.client.send(town.witness.hold, {})]
  await vi.waitUntil(() => held.status === 'running' && bait.status === 'running')
  const [seat] = town.net.agents
  const instance = seat!.instance!
  const [id, baitId] = [held, bait].map(({ uuid }) => uuid.split('_')[0])
  const root = `parley.${world}`
  const request = {
    v: 1,
    id: 'x-1',
    requester: 'mallory',
    requesterInstance: 'x',
    action: 'echo',
    args: { text: 'a' },
    numSteps: -1,
    createdAt: 0,
  }
  const status = { v: 1, by: 'witness', instance, seq: 0, status: 'running', transitions: [['running', 1]], step: 1 }
  const control = { v: 1, op: 'query', id, requester: 'alice', senderInstance: 'x' }
  const presence = { v: 1, kind: 'beat', beatMs: 200, startedAt: 0, open: 0, waiting: 0, capacity: 1 }
  const rooms: [string, Uint8Array][] = [
    [`${root}.interaction.witness.mallory`, encode(request)],
    [`${root}.control.witness.${instance}.mallory`, encode(control)],
    [`${root}.control.witness._.mallory`, encode(control)],
    [`${root}.status.alice.${client.instance}.${id}.mallory`, encode(status)],
    [`${root}.status.alice.${client.instance}.${baitId}.witness`, encode({ ...status, seq: -1 })],
    [`${root}.stream.mallory.echo.alice.${client.instance}.${id}`, encode({ v: 1, tag: 0, data: ['a'] })],
    [`${root}.presence.witness.${instance}`, encode({ ...presence, v: 2 })],
  ]
  const bus = await town.stranger()
  const random = mulberry(SEED)
  const beforeBytes = await town.witness.memory({})
  const beforeHere = process.memoryUsage.rss()
  for (const [subject, good] of rooms) {
    for (let i = 0; i < COUNT; i++) {
      bus.publish(subject, garbage(good, random), random() < 0.5 ? `${root}.status.mallory.x.x-1.witness` : undefined)
      if (i % 1_000 === 999) await bus.flush()
    }
    expect(await town.witness.echo({ text: subject })).toBe(subject)
  }
  const MIB = 1024 * 1024
  expect((await town.witness.memory({})) - beforeBytes).toBeLessThan(200 * MIB)
  expect(process.memoryUsage.rss() - beforeHere).toBeLessThan(400 * MIB)
  expect(town.net.agents[0]).toMatchObject({ instance, state: 'ready' })
  expect(held.status).toBe('running')
  await held.cancel()
  await expect(held.result).rejects.toMatchObject({ reason: 'cancelled' })
})
