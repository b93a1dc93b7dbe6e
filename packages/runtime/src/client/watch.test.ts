import { expect, test, vi } from 'vitest'
import { Probe, probe } from '../testing/probe.ts'
import { testWorld } from '../testing/world.ts'
import type { StatusUpdate } from './call.ts'
import type { Gap, WatchFilter } from './watch.ts'

async function setUp() {
  const world = await testWorld()
  for (const name of ['one', 'two']) await world.agent(probe({ name }))
  const alice = await world.client({ name: 'alice' })
  const carol = await world.client({ name: 'carol' })
  const watcher = await world.client()
  /** What a watcher hears until a call of everybody has ended. */
  const watch = async (filter?: WatchFilter): Promise<(StatusUpdate | Gap)[]> => {
    const heard: (StatusUpdate | Gap)[] = []
    const updates = watcher.watch(filter)
    const reading = (async () => {
      for await (const update of updates) heard.push(update)
    })()
    await watcher.bus.flush()
    await alice.peer(Probe, 'one').echo({ value: 1 })
    await alice.peer(Probe, 'two').echo({ value: 2 })
    await carol.peer(Probe, 'one').echo({ value: 3 })
    await watcher.bus.flush()
    await updates[Symbol.asyncIterator]().return!()
    await reading
    return heard
  }
  return { world, alice, carol, watcher, watch, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() }
}

const results = (heard: (StatusUpdate | Gap)[]) => heard.flatMap((one) => ('result' in one ? [one.result] : []))

test('all that happens in a world is heard, each transition with its time and the end with its result', async () => {
  await using t = await setUp()
  const heard = (await t.watch()) as StatusUpdate[]
  expect(heard.map(({ target, status }) => `${target} ${status}`).slice(0, 3)).toEqual(['one received', 'one running', 'one completed'])
  expect(results(heard)).toEqual([1, 2, 3])
  expect(heard[2]).toMatchObject({ uuid: expect.stringMatching(/^[A-Za-z0-9-]+_alice$/), reason: 'ok', instance: expect.any(String) })
  expect(heard.every(({ atMs }) => atMs > 0)).toBe(true)
})

test.each<[WatchFilter, number[]]>([
  [{ from: 'alice' }, [1, 2]],
  [{ to: 'one' }, [1, 3]],
  [{ from: 'carol', to: 'one' }, [3]],
  [{ from: 'carol', to: 'two' }, []],
])('of %j only those', async (filter, expected) => {
  await using t = await setUp()
  expect(results(await t.watch(filter))).toEqual(expected)
})

test('one interaction can be followed by its id or by its uuid', async () => {
  await using t = await setUp()
  const handle = t.alice.send(t.alice.peer(Probe, 'one').hold, { key: 'k' })
  const [id] = handle.uuid.split('_') as [string]
  const read = async (filter: WatchFilter) => {
    for await (const update of t.watcher.watch(filter)) if ('status' in update && update.status === 'completed') return update
    return null
  }
  const both = Promise.all([read({ id }), read({ id: handle.uuid })])
  await t.watcher.bus.flush()
  await handle.cancel()
  for (const update of await both) expect(update).toMatchObject({ uuid: handle.uuid, reason: 'cancelled' })
})

test('of many that end in one message, only the one that was asked for is heard', async () => {
  await using t = await setUp()
  const handles = ['a', 'b', 'c'].map((key) => t.alice.send(t.alice.peer(Probe, 'one').hold, { key }))
  await Promise.all(handles.map((handle) => handle.pause()))
  const { uuid } = handles[1]!
  const heard: (StatusUpdate | Gap)[] = []
  const updates = t.watcher.watch({ id: uuid })
  const reading = (async () => {
    for await (const update of updates) heard.push(update)
  })()
  await t.watcher.bus.flush()
  await Promise.all(handles.map((handle) => handle.cancel()))
  await vi.waitFor(() => expect(heard.at(-1)).toMatchObject({ uuid, status: 'completed' }))
  await t.watcher.bus.flush()
  await updates[Symbol.asyncIterator]().return!()
  await reading
  expect(heard.every((update) => 'uuid' in update && update.uuid === uuid)).toBe(true)
})

test('a watcher that leaves while it waits is gone at once', async () => {
  await using t = await setUp()
  const loop = t.watcher.watch()[Symbol.asyncIterator]()
  const next = loop.next()
  await loop.return!()
  expect(await next).toMatchObject({ done: true })
})

test('a watcher that is too slow is told how much it has missed, and its memory is bounded', async () => {
  await using t = await setUp()
  const updates = t.watcher.watch()[Symbol.asyncIterator]()
  await t.watcher.bus.flush()
  const calls = Array.from({ length: 4_000 }, (_, i) => t.alice.peer(Probe, 'one').echo({ value: i }))
  await Promise.all(calls)
  await t.watcher.bus.flush()
  const first = await updates.next()
  expect(first.value).toEqual({ missed: 2_000 })
  const second = await updates.next()
  expect(second.value).toMatchObject({ target: 'one', status: expect.any(String) })
})

test('garbage on the status subjects ends no watch', async () => {
  await using t = await setUp()
  const stranger = await t.world.bus('stranger')
  const updates = t.watcher.watch({ from: 'alice' })[Symbol.asyncIterator]()
  await t.watcher.bus.flush()
  for (const subject of ['status.alice.i.x.bob', 'status.alice.i.x._', 'status.alice'])
    stranger.publish(`parley.${t.world.name}.${subject}`, Uint8Array.of(0xc1))
  await stranger.flush()
  await t.alice.peer(Probe, 'one').echo({ value: 1 })
  await vi.waitFor(async () => expect((await updates.next()).value).toMatchObject({ status: 'completed', result: 1 }))
})

test.each([{ from: 'No' }, { to: 'a.b' }, { id: 'a.b' }, { id: '>' }])('a filter of %j is refused', async (filter) => {
  await using t = await setUp()
  expect(() => t.watcher.watch(filter)).toThrow(expect.objectContaining({ code: 'BAD_NAME' }))
})
