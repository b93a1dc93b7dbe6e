import { createHash } from 'node:crypto'
import { decode, encode, parseSubject, type StatusMessage, subjectsOf } from '@parley/protocol'
import { action, connect, contract, defineAgent, startAgent } from '@parley/runtime'
import { type Bus, ManualClock, MemoryBus, type MemoryWorld, startBroker, testWorld } from '@parley/runtime/testing'
import { expect, test, vi } from 'vitest'
import * as z from 'zod'
import { claimStoreOf } from '../../packages/runtime/src/bus/claims.ts'

// What goes wrong with what is too large for a message: it ends, and says why.

process.env.PARLEY_LOG ??= 'silent'

const bytes = z.instanceof(Uint8Array<ArrayBufferLike>)
const Press = contract({
  name: 'press',
  actions: {
    size: action({ input: z.object({ data: bytes }), output: z.int() }),
    make: action({ input: z.object({ bytes: z.int() }), output: bytes }),
    pages: action({ input: z.object({ bytes: z.array(z.int()) }), yields: bytes, output: z.int() }),
  },
})
function press() {
  const asked: number[] = []
  const written: number[] = []
  const definition = defineAgent(Press, {
    concurrency: 10,
    handlers: {
      size({ data }) {
        asked.push(data.length)
        return data.length
      },
      make: ({ bytes: size }) => new Uint8Array(size),
      async *pages({ bytes: sizes }) {
        for (const size of sizes) yield new Uint8Array(size)
        written.push(sizes.length)
        return sizes.length
      },
    },
  })
  return { asked, written, definition }
}
const LARGE = 2_000_000
const isClaimChunk = (subject: string, owner: string) => {
  const address = parseSubject(subject)
  return address?.room === 'claim' && address.owner === owner
}

test('a result whose bytes are gone ends its interaction, with CLAIM_LOST', async () => {
  await using world = await testWorld()
  await world.agent(press().definition)
  world.broker.intercept(({ subject }) => (isClaimChunk(subject, 'press') ? 'drop' : 'pass'))
  const call = (await world.client()).peer(Press).make({ bytes: LARGE })
  await expect(call).rejects.toMatchObject({ reason: 'error', code: 'CLAIM_LOST', retryable: true, message: /chunk 0 of 4 is not there/ })
})

test('arguments whose bytes are gone reject the request, and nothing runs', async () => {
  await using world = await testWorld()
  const { asked, definition } = press()
  await world.agent(definition)
  const client = await world.client({ name: 'alice' })
  world.broker.intercept(({ subject }) => (isClaimChunk(subject, 'alice') ? 'drop' : 'pass'))
  const call = client.peer(Press).size({ data: new Uint8Array(LARGE) })
  await expect(call).rejects.toMatchObject({ reason: 'rejected', code: 'CLAIM_LOST' })
  expect(asked).toEqual([])
})

test('samples whose bytes are gone are a gap: the loop throws', async () => {
  await using world = await testWorld()
  await world.agent(press().definition)
  const handle = (await world.client()).peer(Press).pages({ bytes: [10, LARGE, 10] })
  world.broker.intercept(({ subject }) => (isClaimChunk(subject, 'press') ? 'drop' : 'pass'))
  const read = async () => {
    for await (const _ of handle);
  }
  await expect(read()).rejects.toMatchObject({ code: 'SLOW_CONSUMER', message: /were lost/ })
})

/** On a real broker: a claim as anybody could write it, with these chunks and what it says of them. */
async function claimBy(bus: Bus, world: string, chunks: readonly Uint8Array[], said: object = {}): Promise<StatusMessage> {
  const { claim, interaction, status } = subjectsOf(world)
  for (const [n, chunk] of chunks.entries()) await bus.keep(claimStoreOf(world), claim('press', 'alice', 'k', n), chunk)
  const heard: StatusMessage[] = []
  const end = bus.subscribe(status('alice', 'i', '*', '*'), ({ data }) => heard.push(decode(data) as unknown as StatusMessage))
  await bus.flush()
  const whole = Buffer.concat(chunks)
  const digest = Uint8Array.from(createHash('sha256').update(whole).digest())
  const body = { v: 1, claim: { key: 'k', chunks: chunks.length, bytes: whole.length, digest, ...said } }
  const id = `i-${Math.random().toString(36).slice(2)}`
  bus.publish(interaction('press', 'alice'), encode(body), status('alice', 'i', id, 'press'))
  await vi.waitUntil(() => heard.some((one) => one.status === 'completed'), { timeout: 10_000 })
  end()
  return heard.find((one) => one.status === 'completed')!
}

test('bytes that are not those that were stored are taken for nothing, whatever of them differs', async () => {
  await using broker = await startBroker()
  await using world = await testWorld({ servers: broker.url })
  const { asked, definition } = press()
  await world.agent(definition)
  const bus = await world.bus('alice')
  const request = { v: 1, id: 'i-0', requester: 'alice', requesterInstance: 'i', action: 'size', numSteps: -1, createdAt: 1 }
  const whole = encode({ ...request, args: { data: new Uint8Array(5_000) } })
  const chunks = [whole.subarray(0, 3_000), whole.subarray(3_000)]
  const lost = (text: RegExp) => ({ reason: 'rejected', error: { code: 'CLAIM_LOST', message: expect.stringMatching(text) } })
  expect(await claimBy(bus, world.name, chunks, { digest: new Uint8Array(32) })).toMatchObject(lost(/digest differs/))
  expect(await claimBy(bus, world.name, chunks, { bytes: whole.length - 1 })).toMatchObject(lost(/larger than/))
  expect(await claimBy(bus, world.name, chunks, { bytes: whole.length + 1 })).toMatchObject(lost(/claims to have/))
  expect(await claimBy(bus, world.name, chunks, { chunks: 3 })).toMatchObject(lost(/chunk 2 of 3 is not there/))
  expect(await claimBy(bus, world.name, chunks, { bytes: 2 ** 40 })).toMatchObject({ error: { code: 'BAD_REQUEST' } })
  expect(await claimBy(bus, world.name, [encode({ v: 1, claim: 'another' })])).toMatchObject({ error: { code: 'BAD_REQUEST' } })
  expect(asked).toEqual([])
  expect(await claimBy(bus, world.name, chunks)).toMatchObject({ reason: 'ok', result: 5_000 })
})

test('a broker without JetStream takes what fits into a message, and the rest ends with the reason', async () => {
  await using broker = await startBroker({ jetstream: false })
  await using world = await testWorld({ servers: broker.url })
  await world.agent(press().definition)
  const peer = (await world.client()).peer(Press)
  const message = expect.stringMatching(/no JetStream/)
  await expect(peer.make({ bytes: LARGE })).rejects.toMatchObject({ reason: 'error', code: 'TOO_LARGE', message })
  await expect(peer.size({ data: new Uint8Array(LARGE) })).rejects.toMatchObject({ reason: 'rejected', code: 'TOO_LARGE', message })
  await expect(peer.pages({ bytes: [10, LARGE, 10] }).result).rejects.toMatchObject({ reason: 'error', code: 'TOO_LARGE', message })
  expect(await peer.size({ data: new Uint8Array(900_000) })).toBe(900_000)
  expect(await peer.make({ bytes: 900_000 })).toHaveLength(900_000)
})

test('a store without room ends what does not fit, and what fits goes on', async () => {
  await using broker = await startBroker()
  await using world = await testWorld({ servers: broker.url })
  await world.agent(press().definition)
  await (await world.bus()).provide({ ...claimStoreOf(world.name), maxBytes: 3_000_000 })
  const peer = (await world.client()).peer(Press)
  expect(await peer.make({ bytes: LARGE })).toHaveLength(LARGE)
  const message = expect.stringMatching(/maximum bytes exceeded/)
  await expect(peer.make({ bytes: LARGE })).rejects.toMatchObject({ reason: 'error', code: 'TOO_LARGE', message })
  await expect(peer.pages({ bytes: [LARGE] }).result).rejects.toMatchObject({ reason: 'error', code: 'TOO_LARGE', message })
  expect(await peer.make({ bytes: 1_000 })).toHaveLength(1_000)
})

test('while the broker is away what is large waits like anything else, and goes in order', async () => {
  await using world = await testWorld()
  const { asked, definition } = press()
  await world.agent(definition)
  const client = await world.client()
  const peer = client.peer(Press)
  client.bus.cut()
  const calls = [LARGE, 10, 900_000].map((size) => Promise.resolve(peer.size({ data: new Uint8Array(size) })))
  client.bus.mend()
  expect(await Promise.all(calls)).toEqual([LARGE, 10, 900_000])
  expect(asked).toEqual([LARGE, 10, 900_000])
})

/** A bus on which storing or fetching takes as long as a test wants. */
class SlowBus extends MemoryBus {
  #gates: (() => void)[] | null = []

  get waiting(): number {
    return this.#gates?.length ?? 0
  }

  open(): void {
    const gates = this.#gates ?? []
    this.#gates = null
    for (const gate of gates) gate()
  }

  override async keep(...args: Parameters<MemoryBus['keep']>): Promise<void> {
    await this.#gate()
    return await super.keep(...args)
  }

  override async fetch(at: string): Promise<Uint8Array | null> {
    await this.#gate()
    return await super.fetch(at)
  }

  async #gate(): Promise<void> {
    const gates = this.#gates
    if (gates) await new Promise<void>((open) => gates.push(open))
  }
}

const BEAT_MS = 1_000
async function slowStage(slow: 'client' | 'agent', options: { jetstream?: boolean } = {}) {
  const clock = new ManualClock()
  const world: MemoryWorld = await testWorld({ clock, ...options })
  const bus = new SlowBus(world.broker, slow)
  const place = { world: world.name, clock, beatMs: BEAT_MS }
  const dial =
    (own: boolean) =>
    async (_: unknown, { name }: { name: string }) =>
      own ? bus : new MemoryBus(world.broker, name)
  const { definition, written } = press()
  const agent = await startAgent(definition, place, dial(slow === 'agent'))
  const client = await connect(place, dial(slow === 'client'))
  const close = async () => {
    await client.close()
    await agent.close()
    await world[Symbol.asyncDispose]()
  }
  return { clock, bus, client, written, peer: client.peer(Press), [Symbol.asyncDispose]: close }
}

test.each(['client', 'agent'] as const)(
  'a request is not given up while it takes the %s many beats to store or to fetch it',
  async (slow) => {
    await using s = await slowStage(slow)
    const call = s.peer.size({ data: new Uint8Array(LARGE) })
    await vi.waitUntil(() => s.bus.waiting > 0)
    await s.clock.pass(6 * BEAT_MS)
    s.bus.open()
    await s.clock.pass(BEAT_MS)
    expect(await call).toBe(LARGE)
  },
)

test.each(['client', 'agent'] as const)('an end is not given up while it takes the %s many beats to fetch or to store it', async (slow) => {
  await using s = await slowStage(slow)
  const call = s.peer.make({ bytes: LARGE })
  await vi.waitUntil(() => s.bus.waiting > 0)
  await s.clock.pass(6 * BEAT_MS)
  s.bus.open()
  await s.clock.pass(BEAT_MS)
  expect(await call).toHaveLength(LARGE)
})

test('samples that cannot be stored turn the end that waits behind them into that error', async () => {
  await using s = await slowStage('agent', { jetstream: false })
  const { result } = s.peer.pages({ bytes: [10, LARGE, 10] })
  const outcome = expect(result).rejects.toMatchObject({ reason: 'error', code: 'TOO_LARGE', message: expect.stringContaining('samples:') })
  await vi.waitUntil(() => s.bus.waiting > 0 && s.written.length > 0)
  await s.clock.settle()
  s.bus.open()
  await s.clock.settle()
  await outcome
})
