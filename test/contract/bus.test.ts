import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Bus, type BusState, type Incoming, MemoryBroker, MemoryBus, startBroker } from '@parley/runtime/testing'
import { generate } from 'selfsigned'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { connectNats } from '../../packages/runtime/src/bus/nats-bus.ts'
import type { Tls } from '../../packages/runtime/src/bus/tls.ts'

/** A broker of each kind, to which a test connects as many clients as it needs. */
interface Broker extends AsyncDisposable {
  connect(name: string): Promise<Bus>
  /** Cuts the line of a client, and gives what mends it. */
  cut(bus: Bus): Promise<() => Promise<void>>
  readonly maxPayload: number
}

async function memory(): Promise<Broker> {
  const broker = new MemoryBroker()
  const open: Bus[] = []
  return {
    maxPayload: broker.maxPayload,
    async connect(name) {
      const bus = new MemoryBus(broker, name)
      open.push(bus)
      return bus
    },
    async cut(bus) {
      ;(bus as MemoryBus).cut()
      return async () => (bus as MemoryBus).mend()
    },
    [Symbol.asyncDispose]: async () => void (await Promise.all(open.map((bus) => bus.close()))),
  }
}

async function nats(config = '', tls?: Tls): Promise<Broker> {
  let server = await startBroker({ jetstream: false, config })
  const open: Bus[] = []
  return {
    maxPayload: server.info.maxPayload,
    async connect(name) {
      const bus = await connectNats({ servers: server.url, name, inboxPrefix: `inbox.${name}`, ...(tls && { tls }) })
      open.push(bus)
      return bus
    },
    async cut(bus) {
      const { port } = server
      process.kill(server.pid, 'SIGKILL')
      await server.exited
      await vi.waitUntil(() => bus.state === 'disconnected')
      return async () => {
        server = await startBroker({ jetstream: false, config, port })
        await vi.waitUntil(() => open.every(({ state }) => state !== 'disconnected'), { timeout: 10_000 })
      }
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(open.map((bus) => bus.close()))
      await server.stop()
    },
  }
}

/** One that speaks with nobody but over TLS, and whose clients trust its certificate. The client takes the name of an address to be `localhost`. */
async function natsOverTls(): Promise<Broker> {
  const dir = mkdtempSync(join(tmpdir(), 'parley-tls-'))
  const [certFile, keyFile] = [join(dir, 'cert.pem'), join(dir, 'key.pem')]
  const made = await generate([{ name: 'commonName', value: 'a broker' }], {
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
  })
  writeFileSync(certFile, made.cert)
  writeFileSync(keyFile, made.private)
  const broker = await nats(`tls { cert_file: ${JSON.stringify(certFile)}, key_file: ${JSON.stringify(keyFile)} }`, { caFile: certFile })
  return {
    ...broker,
    async [Symbol.asyncDispose]() {
      await broker[Symbol.asyncDispose]()
      rmSync(dir, { recursive: true })
    },
  }
}

const bytes = (text: string) => new TextEncoder().encode(text)
const text = ({ data }: Incoming) => new TextDecoder().decode(data)

/** Hears a subject; gives what was heard so far. */
function hear(bus: Bus, subject: string, queue?: string): Incoming[] {
  const heard: Incoming[] = []
  bus.subscribe(subject, (message) => heard.push(message), queue)
  return heard
}

describe.each([
  ['in memory', memory],
  ['on NATS', () => nats()],
  ['on NATS over TLS', natsOverTls],
])('a bus %s', (_, make) => {
  let broker: Broker
  beforeAll(async () => {
    broker = await make()
  })
  afterAll(() => broker[Symbol.asyncDispose]())

  const pair = async () => {
    const alice = await broker.connect('alice')
    const bob = await broker.connect('bob')
    return [alice, bob] as const
  }

  /** Everything that was published before has come to whoever has subscribed before. */
  const settle = async (...buses: Bus[]) => {
    for (const bus of buses) await bus.flush()
    for (const bus of buses) await bus.flush()
  }

  test('delivers to every subscriber, in the order of publishing, with subject, bytes and reply', async () => {
    const [alice, bob] = await pair()
    const heard = hear(bob, 'order.a')
    const twin = hear(bob, 'order.a')
    await settle(bob)
    for (let i = 0; i < 1_000; i++) alice.publish('order.a', bytes(String(i)), i % 2 ? `reply.${i}` : undefined)
    await settle(alice, bob)
    expect(heard.map(text)).toEqual(Array.from({ length: 1_000 }, (_, i) => String(i)))
    expect(twin.map(text)).toEqual(heard.map(text))
    expect(heard[3]).toMatchObject({ subject: 'order.a', reply: 'reply.3', noResponders: false })
    expect(heard[2]!.reply || undefined).toBeUndefined()
  })

  test('what was heard stays as it was, whatever comes after it', async () => {
    const [alice, bob] = await pair()
    const heard = hear(bob, 'kept.*')
    await settle(bob)
    const sent = Array.from({ length: 600 }, (_, i) => `${i} ${'x'.repeat((i * 37) % 3_000)}`)
    for (const [i, one] of sent.entries()) {
      alice.publish(`kept.${i}`, bytes(one))
      if (i < 30 || i % 100 === 0) await settle(alice, bob) // some come alone, some together
    }
    await settle(alice, bob)
    expect(heard.map(text)).toEqual(sent)
    expect(heard.map(({ subject }) => subject)).toEqual(sent.map((_, i) => `kept.${i}`))
  })

  test('delivers what it publishes to itself too, and never within the publish', async () => {
    const [alice] = await pair()
    const heard = hear(alice, 'self.a')
    await settle(alice)
    alice.publish('self.a', bytes('x'))
    expect(heard).toEqual([])
    await settle(alice)
    expect(heard.map(text)).toEqual(['x'])
  })

  test.each([
    ['w.a.*', ['w.a.b'], ['w.a', 'w.a.b.c', 'w.b.b']],
    ['w.*.c', ['w.x.c'], ['w.c', 'w.x.d', 'w.x.c.d']],
    ['w.>', ['w.a', 'w.a.b.c'], ['w', 'v.a']],
    ['*.a', ['w.a', 'v.a'], ['w.b', 'w.a.a']],
  ])('under %s hears %j and not %j', async (pattern, within, without) => {
    const [alice, bob] = await pair()
    const heard = hear(bob, pattern)
    await settle(bob)
    for (const subject of [...without, ...within]) alice.publish(subject, bytes(''))
    await settle(alice, bob)
    expect(heard.map(({ subject }) => subject)).toEqual(within)
  })

  test('gives a message to one member of a queue group, and each member a share', async () => {
    const [alice, bob] = await pair()
    const carol = await broker.connect('carol')
    const shares = [hear(bob, 'queue.*', 'workers'), hear(carol, 'queue.*', 'workers')]
    const other = hear(carol, 'queue.>', 'others')
    const watcher = hear(carol, 'queue.a')
    await settle(bob, carol)
    for (let i = 0; i < 400; i++) alice.publish('queue.a', bytes(String(i)))
    await settle(alice, bob, carol)
    const all = shares.flat().map(text)
    expect(new Set(all).size).toBe(400)
    expect(all).toHaveLength(400)
    for (const share of shares) expect(share.length).toBeGreaterThan(100)
    expect(other).toHaveLength(400)
    expect(watcher).toHaveLength(400)
  })

  test('answers 503 on the reply subject when nobody listens, to the publisher alone', async () => {
    const [alice, bob] = await pair()
    const heard = hear(alice, 'answer.*')
    const watched = hear(bob, 'answer.>')
    await settle(alice, bob)
    alice.publish('nobody.here', bytes('x'), 'answer.1')
    alice.publish('nobody.here', bytes('x'))
    await settle(alice, bob)
    expect(heard).toMatchObject([{ subject: 'answer.1', noResponders: true }])
    expect(heard[0]!.data).toHaveLength(0)
    expect(watched).toEqual([])
  })

  test('answers no 503 when only a watcher listens', async () => {
    const [alice, bob] = await pair()
    const heard = hear(alice, 'answer2.*')
    hear(bob, 'watched.>')
    await settle(alice, bob)
    alice.publish('watched.here', bytes('x'), 'answer2.1')
    await settle(alice, bob)
    expect(heard).toEqual([])
  })

  test('an empty message is no 503', async () => {
    const [alice] = await pair()
    const heard = hear(alice, 'empty.a')
    await settle(alice)
    alice.publish('empty.a', new Uint8Array(0))
    await settle(alice)
    expect(heard).toMatchObject([{ noResponders: false }])
  })

  test('hears nothing that is published after a subscription was ended', async () => {
    const [alice, bob] = await pair()
    const heard: string[] = []
    const end = bob.subscribe('ended.a', (message) => heard.push(text(message)))
    await settle(bob)
    alice.publish('ended.a', bytes('before'))
    await settle(alice, bob)
    end()
    await settle(bob)
    alice.publish('ended.a', bytes('after'))
    await settle(alice, bob)
    expect(heard).toEqual(['before'])
  })

  test('a member that leaves its queue group loses nothing that was on its way to it', async () => {
    const [alice, bob] = await pair()
    const heard: string[] = []
    bob.subscribe('left.a', (message) => heard.push(text(message)), 'group')
    const leave = alice.subscribe('left.a', (message) => heard.push(text(message)), 'group')
    await settle(alice, bob)
    const sent = Array.from({ length: 200 }, (_, i) => String(i))
    for (const one of sent) bob.publish('left.a', bytes(one))
    leave()
    await settle(bob, alice, bob)
    expect(heard.map(Number).sort((a, b) => a - b)).toEqual(sent.map(Number))
  })

  test('a message larger than the broker takes is refused at once, and the connection lives', async () => {
    const [alice] = await pair()
    const heard = hear(alice, 'large.a')
    await settle(alice)
    expect(() => alice.publish('large.a', new Uint8Array(broker.maxPayload + 1))).toThrow(
      expect.objectContaining({ code: 'TOO_LARGE', message: expect.stringContaining(String(broker.maxPayload)) }),
    )
    alice.publish('large.a', new Uint8Array(broker.maxPayload))
    await settle(alice)
    expect(heard.map(({ data }) => data.length)).toEqual([broker.maxPayload])
  })

  test('what was published before the close arrives; after it a publish throws CLOSED', async () => {
    const [alice, bob] = await pair()
    const heard = hear(bob, 'closing.a')
    const states: BusState[] = []
    alice.onState((state) => states.push(state))
    await settle(bob)
    for (let i = 0; i < 100; i++) alice.publish('closing.a', bytes(String(i)))
    await alice.close()
    await alice.close()
    await settle(bob)
    expect(heard).toHaveLength(100)
    expect(alice.state).toBe('closed')
    expect(states).toEqual(['closed'])
    expect(() => alice.publish('closing.a', bytes('x'))).toThrow(expect.objectContaining({ code: 'CLOSED' }))
  })

  test('while it is cut off its messages wait, in order; they go out before the listeners hear that it is back', async () => {
    await using own = await make()
    const alice = await own.connect('alice')
    const heard = hear(alice, 'cut.a')
    await settle(alice)
    const states: string[] = []
    alice.onState((state) => {
      states.push(state)
      if (state === 'connected') alice.publish('cut.a', bytes('told'))
    })
    const mend = await own.cut(alice)
    for (let i = 0; i < 100; i++) alice.publish('cut.a', bytes(String(i)))
    expect(() => {
      for (let i = 0; i < 20; i++) alice.publish('cut.b', new Uint8Array(own.maxPayload))
    }).toThrow(expect.objectContaining({ code: 'BUFFER_FULL', retryable: true }))
    expect(states).toEqual(['disconnected'])
    expect(heard).toEqual([])
    await mend()
    await vi.waitUntil(() => heard.length === 101)
    expect(heard.map(text)).toEqual([...Array.from({ length: 100 }, (_, i) => String(i)), 'told'])
    expect(states).toEqual(['disconnected', 'connected'])
    expect(alice.state).toBe('connected')
  })
})
