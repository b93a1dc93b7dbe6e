import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { Probe, probe } from '../testing/probe.ts'
import { testWorld } from '../testing/world.ts'

async function setUp() {
  const world = await testWorld()
  await world.agent(probe())
  const client = await world.client()
  return { client, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() }
}

describe('a peer by its contract', () => {
  test('has its actions and nothing else, each with its signature, target and name', async () => {
    await using t = await setUp()
    const peer = t.client.peer(Probe)
    expect(Object.keys(peer)).toEqual(Object.keys(Probe.actions))
    const { sig, target, action } = peer.echo
    expect([sig, target, action]).toEqual([Probe.actions.echo.sig, 'probe', 'echo'])
    expect(t.client.peer(Probe, 'other').echo.target).toBe('other')
  })

  test('survives an await', async () => {
    await using t = await setUp()
    const peer = await (async () => t.client.peer(Probe))()
    expect(await peer.echo({ value: 1 })).toBe(1)
  })
})

describe('a peer by its name', () => {
  test.each(['then', 'catch', 'finally', 'toJSON', Symbol.iterator, Symbol.asyncIterator, Symbol.toPrimitive, Symbol.toStringTag])(
    'has no %s',
    async (name) => {
      await using t = await setUp()
      expect((t.client.peer('probe') as Record<PropertyKey, unknown>)[name]).toBeUndefined()
    },
  )

  test('survives an await, a printer and JSON', async () => {
    await using t = await setUp()
    const peer = await (async () => t.client.peer<typeof Probe>('probe'))()
    expect(() => inspect(peer)).not.toThrow()
    expect(JSON.stringify(peer)).toBe('{}')
    expect(await peer.echo({ value: 1 })).toBe(1)
  })

  test('gives one call for one name, also for names that every object has', async () => {
    await using t = await setUp()
    const peer = t.client.peer('probe') as Record<string, ((args: unknown) => PromiseLike<unknown>) | undefined>
    expect(peer.echo).toBe(peer.echo)
    await expect(Promise.resolve(peer.constructor!({}))).rejects.toMatchObject({ code: 'UNKNOWN_ACTION' })
  })

  test('gives what can be awaited, and iterated, and steered', async () => {
    await using t = await setUp()
    const peer = t.client.peer('probe') as unknown as Record<string, (args: unknown) => PromiseLike<unknown> & AsyncIterable<unknown>>
    expect(await peer.echo!({ value: 5 })).toBe(5)
    const numbers: unknown[] = []
    for await (const n of peer.count!({ to: 3 })) numbers.push(n)
    expect(numbers).toEqual([0, 1, 2])
  })
})

test.each(['No', '', 'a.b', '*', undefined, 5])('a peer of the name %j is refused', async (name) => {
  await using t = await setUp()
  expect(() => t.client.peer(name as string)).toThrow(expect.objectContaining({ code: 'BAD_NAME', field: 'peer' }))
})

test.each([undefined, () => {}, 'echo'])('sending %o is refused with how it is done', async (call) => {
  await using t = await setUp()
  expect(() => t.client.send(call as never, {} as never)).toThrow(/send: got .*, expected an action of a peer/)
})

test('what cannot travel is refused before it leaves, with the path', async () => {
  await using t = await setUp()
  expect(() => t.client.send(t.client.peer(Probe).echo, { value: { at: new Date() } } as never)).toThrow(
    expect.objectContaining({ code: 'NOT_WIRE', message: expect.stringContaining('args.value.at: a Date') }),
  )
})
