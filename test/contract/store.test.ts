import { type Bus, type BusState, MemoryBroker, MemoryBus, startBroker } from '@parley/runtime/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Store } from '../../packages/runtime/src/bus/bus.ts'
import { connectNats } from '../../packages/runtime/src/bus/nats-bus.ts'

// What the broker keeps for a while, the same on every bus.

interface Broker extends AsyncDisposable {
  connect(name: string): Promise<Bus>
}

async function memory(options: { jetstream: boolean }): Promise<Broker> {
  const broker = new MemoryBroker(options)
  return { connect: async (name) => new MemoryBus(broker, name), [Symbol.asyncDispose]: async () => {} }
}

async function nats(options: { jetstream: boolean }): Promise<Broker> {
  const server = await startBroker(options)
  const open: Bus[] = []
  return {
    async connect(name) {
      const bus = await connectNats({ servers: server.url, name, inboxPrefix: `inbox.${name}` })
      open.push(bus)
      return bus
    },
    async [Symbol.asyncDispose]() {
      for (const bus of open) await bus.close()
      await server.stop()
    },
  }
}

const storeOf = (name: string, maxBytes = 8 * 1024 * 1024): Store => ({ name, subject: `${name}.*`, maxBytes, maxAgeMs: 60_000 })
const at = (name: string, key: string) => `$JS.API.DIRECT.GET.${name}.${name}.${key}`
const bytes = (text: string) => new TextEncoder().encode(text)
const text = (data: Uint8Array | null) => data && new TextDecoder().decode(data)

describe.each([
  ['in memory', memory],
  ['on NATS', nats],
])('a store %s', (_, make) => {
  let broker: Broker
  beforeAll(async () => {
    broker = await make({ jetstream: true })
  })
  afterAll(() => broker[Symbol.asyncDispose]())
  const pair = async () => [await broker.connect('alice'), await broker.connect('bob')] as const

  test('is made by the first who needs it; what one keeps another fetches, and nothing is null', async () => {
    const [alice, bob] = await pair()
    const store = storeOf('first')
    await Promise.all([alice.keep(store, 'first.a', bytes('A')), bob.keep(store, 'first.b', bytes('B'))])
    expect([text(await bob.fetch(at('first', 'a'))), text(await alice.fetch(at('first', 'b')))]).toEqual(['A', 'B'])
    expect(await alice.fetch(at('first', 'c'))).toBeNull()
  })

  test('gives what was put last under a subject, to the byte, an empty one too', async () => {
    const [alice, bob] = await pair()
    const store = storeOf('last')
    const large = crypto.getRandomValues(new Uint8Array(60_000))
    for (const data of [bytes('first'), large]) await alice.keep(store, 'last.a', data)
    await alice.keep(store, 'last.b', new Uint8Array(0))
    expect(Buffer.compare((await bob.fetch(at('last', 'a')))!, large)).toBe(0)
    expect(await bob.fetch(at('last', 'b'))).toHaveLength(0)
  })

  test('may be provided beforehand, more than once and by several', async () => {
    const [alice, bob] = await pair()
    await Promise.all([alice.provide(storeOf('made')), bob.provide(storeOf('made')), bob.provide(storeOf('made', 4_000_000))])
    await alice.keep(storeOf('made'), 'made.a', bytes('A'))
    expect(text(await bob.fetch(at('made', 'a')))).toBe('A')
  })

  test('that is full says so, with its limit', async () => {
    const alice = await broker.connect('alice')
    const store = storeOf('full', 300_000)
    await alice.keep(store, 'full.a', new Uint8Array(200_000))
    await expect(alice.keep(store, 'full.b', new Uint8Array(200_000))).rejects.toMatchObject({
      ...{ code: 'TOO_LARGE', message: expect.stringContaining('300000') },
    })
  })

  test('no listener to everything keeps it from being made', async () => {
    const [alice, bob] = await pair()
    bob.subscribe('>', () => {})
    await bob.flush()
    await alice.keep(storeOf('heard'), 'heard.a', bytes('A'))
    expect(text(await alice.fetch(at('heard', 'a')))).toBe('A')
    await bob.close()
  })

  test('cannot be had from a broker without JetStream, and that is said', async () => {
    await using bare = await make({ jetstream: false })
    const alice = await bare.connect('alice')
    const message = expect.stringMatching(/no JetStream/)
    await expect(alice.keep(storeOf('none'), 'none.a', bytes('A'))).rejects.toMatchObject({ code: 'TOO_LARGE', message })
  })

  test('of a bus that is closed cannot be had', async () => {
    const alice = await broker.connect('alice')
    const states: BusState[] = []
    alice.onState((state) => states.push(state))
    await alice.close()
    expect(states).toEqual(['closed'])
    await expect(alice.keep(storeOf('first'), 'first.a', bytes('A'))).rejects.toMatchObject({ code: 'CLOSED' })
    await expect(alice.fetch(at('first', 'a'))).rejects.toMatchObject({ code: 'CLOSED' })
  })
})
