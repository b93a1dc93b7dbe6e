import { ANY, decode, encodeWire, isPack, parseSubject, type ShortId, subjectsOf, unpackStatuses, type Wire } from '@parley/protocol'
import { action, contract, defineAgent } from '@parley/runtime'
import { type Incoming, type MemoryWorld, testWorld } from '@parley/runtime/testing'
import { expect, test } from 'vitest'
import * as z from 'zod'

// What a burst looks like on the wire: packed between ends that read packs, plain version 1 towards anybody else, and never lost.

const Echo = contract({ name: 'echo', actions: { say: action({ input: z.object({ n: z.int() }), output: z.int() }) } })
const echo = defineAgent(Echo, { concurrency: 1_000, handlers: { say: ({ n }) => n } })
const numbers = (length: number) => Array.from({ length }, (_, n) => n)
/** As many as travel together. */
const NUMBERS = numbers(32)

/** The messages that pass in the two rooms of a call, as they are on the wire. */
function tap(world: MemoryWorld) {
  const requests: Wire[] = []
  const statuses: Wire[] = []
  /** Of the statuses' subjects. */
  const ids: string[] = []
  world.broker.intercept(({ subject, data }) => {
    const address = parseSubject(subject)
    if (address?.room === 'interaction') requests.push(decode(data))
    if (address?.room !== 'status' || data.length === 0) return 'pass'
    statuses.push(decode(data))
    ids.push(address.id)
    return 'pass'
  })
  return { requests, statuses, ids }
}

/** A client that has heard of the agent what it reads. */
async function acquainted(world: MemoryWorld) {
  const client = await world.client()
  const peer = client.peer(Echo)
  await peer.say({ n: 0 })
  return { client, peer }
}

test('a burst between two of ours is one message each way, and every call gets its own answer', async () => {
  await using world = await testWorld()
  await world.agent(echo)
  const { peer } = await acquainted(world)
  const { requests, statuses } = tap(world)
  expect(await Promise.all(NUMBERS.map((n) => peer.say({ n })))).toEqual(NUMBERS)
  expect(requests).toHaveLength(1)
  expect(statuses).toHaveLength(1)
  expect([...requests, ...statuses].every(isPack)).toBe(true)
})

test('a pack says of which requests the end was heard: all below the lowest that is open', async () => {
  await using world = await testWorld()
  const waiting: (() => void)[] = []
  const Slow = contract({ name: 'slow', actions: { hold: action({ input: z.null(), output: z.null() }) } })
  await world.agent(echo)
  await world.agent(defineAgent(Slow, { handlers: { hold: () => new Promise<null>((done) => waiting.push(() => done(null))) } }))
  const { client, peer } = await acquainted(world) // 0
  const { requests } = tap(world)
  const heard = () => (requests.filter(isPack) as { heard?: Wire }[]).map((pack) => pack.heard)
  await peer.say({ n: 0 }) // 1
  const held = client.send(client.peer(Slow).hold, null) // 2
  await expect.poll(() => waiting.length).toBe(1)
  await peer.say({ n: 0 }) // 3
  await peer.say({ n: 0 })
  waiting[0]!()
  await held.result
  await Promise.all([peer.say({ n: 0 }), peer.say({ n: 0 })]) // 5 and 6
  expect(heard()).toEqual([
    [0, 1],
    [0, 2],
    [0, 2],
    [0, 5],
  ])
})

test('a larger burst leaves in parts, so that its reader begins while its writer goes on', async () => {
  await using world = await testWorld()
  await world.agent(echo)
  const { peer } = await acquainted(world)
  const { requests, statuses } = tap(world)
  const all = numbers(100)
  expect(await Promise.all(all.map((n) => peer.say({ n })))).toEqual(all)
  const sizes = (packs: Wire[]) => packs.map((one) => (one as { pack: Wire[] }).pack.length)
  for (const packs of [requests, statuses]) expect(sizes(packs)).toEqual([32, 32, 32, 4])
})

test('a call alone travels like a burst; one that is heavy is a plain message, under its own id', async () => {
  await using world = await testWorld()
  const Text = contract({ name: 'echo', actions: { say: action({ input: z.object({ text: z.string() }), output: z.string() }) } })
  await world.agent(defineAgent(Text, { concurrency: 10, handlers: { say: ({ text }) => text } }))
  const client = await world.client()
  const peer = client.peer(Text)
  const heavy = 'x'.repeat(20_000)
  await peer.say({ text: 'a' })
  const { requests, statuses, ids } = tap(world)
  await peer.say({ text: 'a' })
  const { uuid, result } = client.send(peer.say, { text: heavy })
  await Promise.all([result, peer.say({ text: heavy })])
  for (const messages of [requests, statuses]) expect(messages.map(isPack)).toEqual([true, false, false])
  expect(ids[0]).toBe(ANY)
  expect(uuid.startsWith(`${ids[1]}_`)).toBe(true)
})

test('several instances share a burst: no pack holds more than a few of it', async () => {
  await using world = await testWorld()
  for (let i = 0; i < 2; i++) await world.agent(echo)
  const client = await world.client()
  const peer = client.peer(Echo)
  await Promise.all(NUMBERS.map((n) => peer.say({ n }))) // alone, each: by the answers both instances are known
  const { requests } = tap(world)
  expect(await Promise.all(NUMBERS.map((n) => peer.say({ n })))).toEqual(NUMBERS)
  expect(requests).toHaveLength(NUMBERS.length / 4)
})

test('an agent of ours that cannot read a pack says so in one of its own, and gets each of its requests alone', async () => {
  await using world = await testWorld()
  await world.agent(echo)
  const { peer } = await acquainted(world)
  const packs: number[] = []
  let alone = 0
  world.broker.intercept(({ subject, data }) => {
    if (parseSubject(subject)?.room !== 'interaction') return 'pass'
    const body = decode(data) as { [field: string]: Wire }
    if (!isPack(body)) alone++
    else if (packs.push((body.pack as Wire[]).length)) data[data.indexOf('v'.charCodeAt(0)) + 1] = 2 // its version
    return 'pass'
  })
  expect(await peer.say({ n: 7 })).toBe(7)
  expect([packs, alone]).toEqual([[1], 1])
  expect(await Promise.all(NUMBERS.map((n) => peer.say({ n })))).toEqual(NUMBERS)
  expect([packs, alone]).toEqual([[1], 1 + NUMBERS.length])
})

test('a burst to an agent that has gone: every call hears that nobody is there', async () => {
  await using world = await testWorld()
  const agent = await world.agent(echo)
  const { peer } = await acquainted(world)
  await agent.close()
  const { requests } = tap(world)
  const codes = await Promise.all(NUMBERS.map((n) => peer.say({ n }).then(String, (error) => error.code)))
  expect(requests.map(isPack)).toEqual([true])
  expect(new Set(codes)).toEqual(new Set(['NO_RESPONDERS']))
})

/** An agent of another make: it speaks plain version 1, says that it reads no more, and refuses what it does not understand. */
async function foreignAgent(world: MemoryWorld, reads?: string[]): Promise<Wire[]> {
  const bus = await world.bus('echo')
  const subjects = subjectsOf(world.name)
  const heard: Wire[] = []
  const answer = ({ subject, data, reply }: Incoming) => {
    const body = decode(data) as { id: string; requesterInstance: string; args: { n: number } }
    heard.push(body as unknown as Wire)
    const { requester } = parseSubject(subject) as { requester: string }
    const asked = parseSubject(reply!) as { requesterInstance: string; id: string }
    const end = isPack(body as unknown as Wire)
      ? { reason: 'rejected', error: { code: 'BAD_REQUEST', message: 'what is that?', retryable: false } }
      : { reason: 'ok', result: body.args.n }
    const status = { v: 1, by: 'echo', instance: 'foreign', seq: 0, status: 'completed', transitions: [['completed', 1]], ...end }
    bus.publish(
      subjects.status(requester, asked.requesterInstance, asked.id, 'echo'),
      encodeWire((reads ? { ...status, reads } : status) as Wire),
    )
  }
  bus.subscribe(subjects.interaction('echo', '*'), answer, 'echo')
  await bus.flush()
  return heard
}

test('an agent that has not said that it reads packs gets none', async () => {
  await using world = await testWorld()
  const heard = await foreignAgent(world)
  const { peer } = await acquainted(world)
  expect(await Promise.all(NUMBERS.map((n) => peer.say({ n })))).toEqual(NUMBERS)
  expect(heard.some(isPack)).toBe(false)
})

test('an agent that refuses a pack gets each of its requests alone, once, and no pack again', async () => {
  await using world = await testWorld()
  const heard = await foreignAgent(world, ['packs'])
  const { peer } = await acquainted(world)
  expect(await Promise.all(NUMBERS.map((n) => peer.say({ n })))).toEqual(NUMBERS)
  expect(await Promise.all(NUMBERS.map((n) => peer.say({ n })))).toEqual(NUMBERS)
  expect(heard.filter(isPack)).toHaveLength(1)
  expect(heard.filter((body) => !isPack(body))).toHaveLength(1 + 2 * NUMBERS.length)
})

test('who claims to be another’s instance shares no pack with him: each hears of what he has asked', async () => {
  await using world = await testWorld()
  await world.agent(echo)
  const bus = await world.bus('both')
  const subjects = subjectsOf(world.name)
  const heard: Record<string, [id: ShortId, result: unknown][]> = { alice: [], mallory: [] }
  const hear = (requester: string) =>
    bus.subscribe(subjects.status(requester, 'i', '*', '*'), ({ data }) =>
      unpackStatuses(decode(data), 'i', {
        message: (id, { result }) => heard[requester]!.push([id, result]),
        bad: (_, error) => expect.fail(error.message),
      }),
    )
  for (const requester of ['alice', 'mallory']) hear(requester)
  await bus.flush()
  const request = { v: 1, requesterInstance: 'i', action: 'say', numSteps: -1, createdAt: 1, reads: ['packs'] }
  for (const [n, requester] of ['mallory', 'alice', 'mallory', 'alice'].entries())
    bus.publish(subjects.interaction('echo', requester), encodeWire({ ...request, id: `i-${n}`, requester, args: { n } }))
  await expect.poll(() => heard.alice!.length + heard.mallory!.length).toBe(4)
  expect(heard.alice).toEqual([
    [1, 1],
    [3, 3],
  ])
  expect(heard.mallory).toEqual([
    [0, 0],
    [2, 2],
  ])
})

test('a requester that has not said that it reads packs gets plain statuses, also for a burst', async () => {
  await using world = await testWorld()
  await world.agent(echo)
  const bus = await world.bus('alice')
  const subjects = subjectsOf(world.name)
  const { statuses } = tap(world)
  bus.subscribe(subjects.status('alice', 'i', '*', '*'), () => {})
  await bus.flush()
  for (const n of NUMBERS) {
    const request = {
      v: 1,
      id: `i-${n}`,
      requester: 'alice',
      requesterInstance: 'i',
      action: 'say',
      args: { n },
      numSteps: -1,
      createdAt: 1,
    }
    bus.publish(subjects.interaction('echo', 'alice'), encodeWire(request), subjects.status('alice', 'i', `i-${n}`, 'echo'))
  }
  await expect.poll(() => statuses.length).toBe(NUMBERS.length)
  expect(statuses.some(isPack)).toBe(false)
  expect((statuses as { result: number }[]).map(({ result }) => result)).toEqual(NUMBERS)
})
