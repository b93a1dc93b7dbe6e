import { describe, expect, test, vi } from 'vitest'
import { Probe, probe } from '../testing/probe.ts'
import { testWorld } from '../testing/world.ts'
import type { StatusUpdate } from './call.ts'

vi.stubEnv('PARLEY_LOG', 'silent') // handlers fail here on purpose

async function setUp() {
  const world = await testWorld()
  const bob = probe()
  await world.agent(bob)
  const client = await world.client({ name: 'alice' })
  return { world, bob, client, peer: client.peer(Probe), [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() }
}

const collect = async <T>(from: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = []
  for await (const one of from) all.push(one)
  return all
}

describe('a result', () => {
  test('is the same promise for whoever asks, before and after the end', async () => {
    await using t = await setUp()
    const handle = t.client.send(t.peer.echo, { value: 1 })
    const { result } = handle
    expect(handle.result).toBe(result)
    expect(await result).toBe(1)
    expect(await handle.result).toBe(1)
    const late = t.client.send(t.peer.echo, { value: 2 })
    await vi.waitUntil(() => late.status === 'completed')
    expect(await late.result).toBe(2)
  })

  test('that failed says who, why and whether to try again', async () => {
    await using t = await setUp()
    const handle = t.client.send(t.peer.fail, { message: 'no' })
    await expect(handle.result).rejects.toMatchObject({
      ...{ name: 'InteractionError', code: 'HANDLER_FAILED', reason: 'error', target: 'probe', uuid: handle.uuid, retryable: false },
      message: 'probe: Error: no',
    })
  })

  test('that nobody reads is nobody’s unhandled rejection', async () => {
    await using t = await setUp()
    const unhandled = vi.fn()
    process.on('unhandledRejection', unhandled)
    const handle = t.client.send(t.peer.fail, {})
    await vi.waitUntil(() => handle.status === 'completed')
    await new Promise((next) => setTimeout(next))
    process.off('unhandledRejection', unhandled)
    expect(unhandled).not.toHaveBeenCalled()
  })

  test('a handle survives an async return, for it is no thenable', async () => {
    await using t = await setUp()
    const start = async () => t.client.send(t.peer.hold, { key: 'k' })
    const handle = await start()
    expect(handle.status).not.toBe('completed')
    t.bob.release('k', 'done')
    expect(await handle.result).toBe('done')
  })
})

describe('samples', () => {
  test('come in order, to the end; the result follows', async () => {
    await using t = await setUp()
    const counted = t.peer.count({ to: 1_000 })
    expect(await collect(counted)).toEqual(Array.from({ length: 1_000 }, (_, i) => i))
    expect(await counted.result).toBe(1_000)
  })

  test('that nobody iterates are dropped, and the result still comes', async () => {
    await using t = await setUp()
    expect(await t.peer.count({ to: 100_000 }).result).toBe(100_000)
  })

  test('of which some are lost end the loop with an error that counts them, and the work is cancelled', async () => {
    await using t = await setUp()
    let count = 0
    t.world.broker.intercept(({ subject }) => (subject.includes('.stream.') && ++count === 2 ? 'drop' : 'pass'))
    const fed = t.peer.feed({ key: 'f' })
    const got: unknown[] = []
    const loop = expect(async () => {
      for await (const value of fed) got.push(value)
    }).rejects.toMatchObject({ code: 'SLOW_CONSUMER', message: 'samples 1 to 1 were lost' })
    for (let i = 0; i < 3; i++) {
      t.bob.release('f', i)
      await vi.waitUntil(() => count > i)
    }
    await loop
    expect(got).toEqual([0])
    await vi.waitUntil(() => t.bob.asked[0]!.state === 'CANCELLED')
  })

  test('that come twice are heard once', async () => {
    await using t = await setUp()
    const wire = await t.world.bus('echo')
    const again: (() => void)[] = []
    wire.subscribe(`parley.${t.world.name}.stream.>`, ({ subject, data }) => again.push(() => wire.publish(subject, data)))
    await wire.flush()
    const fed = t.peer.feed({ key: 'f' })
    const collected = collect(fed)
    t.bob.release('f', 'a')
    await vi.waitUntil(() => again.length > 0)
    again[0]!()
    await wire.flush()
    t.bob.release('f', 'b')
    t.bob.release('f', null)
    expect(await collected).toEqual(['a', 'b'])
  })

  test('leaving the loop cancels', async () => {
    await using t = await setUp()
    const counted = t.peer.count({ to: 1_000_000, pause: true })
    for await (const n of counted) if (n === 3) break
    await expect(counted.result).rejects.toMatchObject({ reason: 'cancelled' })
    await vi.waitUntil(() => t.bob.asked[0]!.state === 'CANCELLED')
  })

  test('an error of the handler ends the loop, after the samples before it', async () => {
    await using t = await setUp()
    const wrong = t.peer.wrongSample({})
    const got: number[] = []
    await expect(async () => {
      for await (const n of wrong) got.push(n)
    }).rejects.toMatchObject({ code: 'BAD_RESULT', reason: 'error' })
    expect(got).toEqual([1])
  })

  test('after the end there are none to iterate, or the error again', async () => {
    await using t = await setUp()
    const good = t.peer.count({ to: 3 })
    await good.result
    expect(await collect(good)).toEqual([])
    const bad = t.peer.wrongSample({})
    await bad.result.catch(() => {})
    await expect(collect(bad)).rejects.toMatchObject({ code: 'BAD_RESULT' })
  })

  test('as many steps as asked for', async () => {
    await using t = await setUp()
    expect(await collect(t.peer.count({ to: 1_000_000, pause: true }, { steps: 5 }))).toEqual([0, 1, 2, 3, 4])
  })
})

describe('statuses', () => {
  const of = (updates: StatusUpdate[]) => updates.map(({ status }) => status)

  test('begin with where it stands now, and go on to the end with its reason and result', async () => {
    await using t = await setUp()
    const handle = t.client.send(t.peer.hold, { key: 'k' })
    const early = collect(handle.statuses())
    await vi.waitUntil(() => handle.status === 'running')
    const late = collect(handle.statuses())
    t.bob.release('k', 7)
    expect(of(await early)).toEqual(['requested', 'received', 'running', 'completed'])
    expect(of(await late)).toEqual(['running', 'completed'])
    expect((await late)[1]).toMatchObject({ uuid: handle.uuid, target: 'probe', instance: expect.any(String), reason: 'ok', result: 7 })
    expect(await collect(handle.statuses())).toMatchObject([{ status: 'completed', reason: 'ok', result: 7 }])
  })

  test('can be left without harm', async () => {
    await using t = await setUp()
    const handle = t.client.send(t.peer.hold, { key: 'k' })
    for await (const { status } of handle.statuses()) if (status === 'running') break
    t.bob.release('k')
    expect(await handle.result).toBeNull()
  })

  test('of a failure carry its error', async () => {
    await using t = await setUp()
    const all = await collect(t.client.send(t.peer.fail, { code: 'WRONG_STATE' }).statuses())
    expect(all.at(-1)).toMatchObject({ status: 'completed', reason: 'error', error: { code: 'WRONG_STATE', retryable: true } })
  })
})

describe('cancelling', () => {
  test('by the handle settles with the target’s word', async () => {
    await using t = await setUp()
    const handle = t.client.send(t.peer.untilSignal, {})
    await vi.waitUntil(() => handle.status === 'running')
    await handle.cancel()
    await handle.cancel()
    await expect(handle.result).rejects.toMatchObject({ reason: 'cancelled', code: 'CANCELLED' })
    await vi.waitUntil(() => t.bob.asked[0]!.state === 'CANCELLED')
  })

  test('by a signal ends it here at once, whatever the target does', async () => {
    await using t = await setUp()
    const controller = new AbortController()
    const handle = t.client.send(t.peer.stubborn, {}, { signal: controller.signal })
    await vi.waitUntil(() => handle.status === 'running')
    controller.abort()
    await expect(handle.result).rejects.toMatchObject({ reason: 'cancelled' })
  })

  test('by a signal that has fired before', async () => {
    await using t = await setUp()
    await expect(t.peer.hold({ key: 'k' }, { signal: AbortSignal.abort() })).rejects.toMatchObject({ reason: 'cancelled' })
  })

  test('a signal that fires after the end changes nothing', async () => {
    await using t = await setUp()
    const controller = new AbortController()
    const handle = t.client.send(t.peer.echo, { value: 1 }, { signal: controller.signal })
    await handle.result
    controller.abort()
    expect(await handle.result).toBe(1)
  })
})

test('closing the client ends what is open as discarded', async () => {
  await using t = await setUp()
  const handle = t.client.send(t.peer.stubborn, {})
  const discarded = expect(handle.result).rejects.toMatchObject({ reason: 'discarded', code: 'CLOSED' })
  await vi.waitUntil(() => handle.status === 'running')
  await t.client.close()
  await discarded
  await expect(t.peer.echo({ value: 1 })).rejects.toMatchObject({ code: 'CLOSED' })
})

test.each([
  [{ timeoutMs: 0 }, /timeoutMs: got 0/],
  [{ timeoutMs: Number.NaN }, /timeoutMs/],
  [{ timeoutMs: Number.POSITIVE_INFINITY }, /timeoutMs/],
  [{ steps: 1.5 }, /steps: got 1.5/],
  [{ retry: { on: 'error', max: 1 } }, /retry/],
  [{ retry: { on: [], max: -1 } }, /retry/],
])('options %j are refused in words', async (opts, message) => {
  await using t = await setUp()
  expect(() => t.client.send(t.peer.echo, { value: 1 }, opts as never)).toThrow(message)
})
