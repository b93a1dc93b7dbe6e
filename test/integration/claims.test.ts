import { decode, isClaim, parseSubject, subjectsOf, type Wire } from '@parley/protocol'
import { action, contract, defineAgent } from '@parley/runtime'
import { type Bus, startBroker, type TestWorld, testWorld } from '@parley/runtime/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as z from 'zod'

// What is too large for a message goes and comes like everything else, and in order; on a bus in memory and on a real broker.

const FIVE_MB = 5 * 1024 * 1024
const bytes = z.instanceof(Uint8Array<ArrayBufferLike>)
const Press = contract({
  name: 'press',
  actions: {
    /** Gives back what it was given, turned round. */
    turn: action({ input: z.object({ data: bytes }), output: bytes }),
    make: action({ input: z.object({ bytes: z.int() }), output: bytes }),
    fail: action({ input: z.object({ bytes: z.int() }) }),
    /** Small ones, with a large one after each third. */
    pages: action({ input: z.object({ count: z.int(), large: z.int() }), yields: z.object({ n: z.int(), data: bytes }), output: z.int() }),
    /** The numbers in the order in which the requests have come. */
    note: action({ input: z.object({ n: z.int(), data: bytes.optional() }), output: z.array(z.int()) }),
  },
})
const press = () => {
  const noted: number[] = []
  return defineAgent(Press, {
    concurrency: 100,
    handlers: {
      turn: ({ data }) => data.toReversed(),
      make: ({ bytes: size }) => filled(size),
      fail: ({ bytes: size }) => {
        throw new Error('x'.repeat(size))
      },
      async *pages({ count, large }) {
        for (let n = 0; n < count; n++) yield { n, data: filled(n % 3 === 2 ? large : 10) }
        return count
      },
      note({ n }) {
        noted.push(n)
        return noted
      },
    },
  })
}

/** Bytes that do not repeat with the size of a chunk. */
function filled(size: number): Uint8Array {
  const data = new Uint8Array(size)
  for (let i = 0; i < size; i++) data[i] = (i * 7919) >> 5
  return data
}
const same = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0

describe.each(['in memory', 'on NATS'])('%s', (where) => {
  let close = async () => {}
  let open: () => Promise<TestWorld<Bus>> = () => testWorld()
  beforeAll(async () => {
    if (where === 'in memory') return
    const broker = await startBroker()
    close = () => broker.stop()
    open = () => testWorld({ servers: broker.url })
  })
  afterAll(() => close())

  /** A press, a client, and all claims that pass between them. */
  const stage = async () => {
    const world = await open()
    await world.agent(press())
    const client = await world.client()
    const tap = await world.bus('tap')
    const claims: { room: string | undefined; body: Wire }[] = []
    tap.subscribe(`parley.${world.name}.>`, ({ subject, data }) => {
      const room = parseSubject(subject)?.room
      if (room === 'claim' || data.length === 0) return
      const body = decode(data)
      if (isClaim(body)) claims.push({ room, body })
    })
    await tap.flush()
    return { client, claims, world, peer: client.peer(Press), [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() }
  }

  test('an argument and a result of 5 MB arrive as they are', async () => {
    await using s = await stage()
    const data = filled(FIVE_MB)
    expect(same(await s.peer.turn({ data }), data.toReversed())).toBe(true)
    expect(s.claims.map(({ room }) => room)).toEqual(['interaction', 'status'])
  })

  test('samples of 5 MB come in order among small ones, and before the end', async () => {
    await using s = await stage()
    const handle = s.client.send(s.peer.pages, { count: 10, large: FIVE_MB })
    const read: number[] = []
    for await (const { n, data } of handle) {
      expect(same(data, filled(n % 3 === 2 ? FIVE_MB : 10))).toBe(true)
      read.push(n)
    }
    expect(read).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(await handle.result).toBe(10)
    expect(s.claims.length).toBeGreaterThanOrEqual(3)
  })

  test('requests arrive in the order in which they were sent, small ones behind a large one', async () => {
    await using s = await stage()
    const large = filled(2_000_000)
    const sent = Array.from({ length: 9 }, (_, n) => s.peer.note(n % 3 === 0 ? { n, data: large } : { n }))
    expect((await Promise.all(sent)).at(-1)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
  })

  test('one argument for several targets arrives at each', async () => {
    await using s = await stage()
    await s.world.agent(press(), { name: 'other' })
    const data = filled(2_000_000)
    const all = await s.client.gather([s.peer.turn, s.client.peer(Press, 'other').turn], { data })
    expect([all.met, all.summary]).toEqual([true, 'all-ok'])
  })

  test('who watches sees the end of an interaction whose result he cannot see', async () => {
    await using s = await stage()
    const watch = s.client.watch({ to: 'press' })[Symbol.asyncIterator]()
    const made = s.peer.make({ bytes: FIVE_MB })
    const seen: string[] = []
    while (seen.at(-1) !== 'completed') {
      const { value } = await watch.next()
      const { status, reason, result } = value as { status: string; reason?: string; result?: unknown }
      seen.push(status)
      if (status === 'completed') expect([reason, result]).toEqual(['ok', undefined])
    }
    await watch.return?.()
    expect(await made).toHaveLength(FIVE_MB)
  })

  test('what fits into a message travels in one', async () => {
    await using s = await stage()
    expect(await s.peer.make({ bytes: 700_000 })).toHaveLength(700_000)
    expect(s.claims).toEqual([])
  })

  test('what no claim holds is refused before it leaves, at either end', async () => {
    await using s = await stage()
    const tooMuch = 256 * 1024 * 1024 + 1
    await expect(s.peer.make({ bytes: tooMuch })).rejects.toMatchObject({ reason: 'error', code: 'TOO_LARGE' })
    await expect(s.peer.turn({ data: new Uint8Array(tooMuch) })).rejects.toMatchObject({ reason: 'rejected', code: 'TOO_LARGE' })
  })

  test('a requester that has said what it reads, and no claims, gets none', async () => {
    await using s = await stage()
    const bus = await s.world.bus('alice')
    const subjects = subjectsOf(s.world.name)
    const heard: { reason?: string; error?: { code: string } }[] = []
    bus.subscribe(subjects.status('alice', 'i', '*', '*'), ({ data }) => heard.push(decode(data) as object))
    await bus.flush()
    const { encode } = await import('@parley/protocol')
    const request = { v: 1, id: 'i-0', requester: 'alice', requesterInstance: 'i', action: 'make', args: { bytes: FIVE_MB } }
    const body = encode({ ...request, numSteps: -1, createdAt: 1, reads: [] })
    bus.publish(subjects.interaction('press', 'alice'), body, subjects.status('alice', 'i', 'i-0', 'press'))
    await expect.poll(() => heard.at(-1)).toMatchObject({ reason: 'error', error: { code: 'TOO_LARGE' } })
  })
})
