import type { StatusUpdate } from '@parley/runtime'
import { expect, test } from 'vitest'
import { Reader, range, reader, WINDOW, Writer, writer } from './flows.ts'
import { BEAT_MS, endOf, stage } from './stage.ts'

/** Interactions that read streams, steered: paused, resumed, cancelled, drained; and those that stand as long as their agent. */

async function scene() {
  const s = await stage()
  const [reads, writes] = [reader(), writer()]
  await s.agent(writes)
  const client = await s.client()
  const publish = async (from: number, to: number) => {
    await client.peer(Writer).publish({ from, to })
    await s.clock.settle()
  }
  return { s, reads, writes, client, publish }
}

test('I-80 a processor that is paused goes on with the next sample that was not read: none twice, none lost', async () => {
  const { s, reads, client, publish } = await scene()
  await using _ = s
  await s.agent(reads)
  const handle = client.send(client.peer(Reader).process, {}, { streams: ['writer:all'], steps: 8 })
  const end = endOf(handle.result)
  await s.clock.settle()
  await publish(0, 2)
  await handle.pause()
  await s.clock.settle()
  expect(handle.status).toBe('paused')
  await publish(2, 5)
  await s.clock.pass(30 * BEAT_MS) // longer than a step may take
  expect(reads.numbers()).toEqual([0, 1])
  await handle.resume()
  await s.clock.settle()
  expect(reads.numbers()).toEqual(range(0, 5))
  await publish(5, 8)
  expect(reads.read).toEqual(range(0, 8).map((n) => ({ n, missed: 0 })))
  expect(await end).toMatchObject({ ok: { got: 7 } })
})

test('who writes for a processor that is paused waits, and nothing is lost', async () => {
  const { s, reads, writes, client } = await scene()
  await using _ = s
  await s.agent(reads)
  const end = endOf(client.peer(Writer).dictate({ to: 100, steps: 100 }))
  let release = () => {}
  reads.state.held = new Promise((go) => {
    release = go
  })
  await s.clock.settle()
  const { id } = s.wire.in('interaction').find(({ body }) => body.requester === 'writer')!.body
  const where = { id, requester: 'writer', target: 'reader' }
  const { operator } = await s.client({ name: 'cli-test' })
  await operator.steer(where, 'pause')
  release()
  reads.state.held = null
  await s.clock.settle()
  await s.clock.pass(5 * BEAT_MS)
  expect(reads.numbers()).toEqual([0])
  expect(writes.written.length).toBeLessThanOrEqual(1 + WINDOW)
  await operator.steer(where, 'resume')
  await s.clock.settle()
  expect(await end).toMatchObject({ ok: { got: 99 } })
  expect(reads.numbers()).toEqual(range(0, 100))
})

test.each(['before the first sample', 'between two'])(
  'a processor is cancelled while it waits for data, %s: it ends at once, and reads no more',
  async (when) => {
    const { s, reads, client, publish } = await scene()
    await using _ = s
    const { instance } = await s.agent(reads)
    const handle = client.send(client.peer(Reader).process, {}, { streams: ['writer:all'], steps: 8 })
    const end = endOf(handle.result)
    await s.clock.settle()
    if (when === 'between two') await publish(0, 2)
    await handle.cancel()
    expect(await end).toMatchObject({ reason: 'cancelled' })
    const read = reads.read.length
    await publish(2, 4)
    expect(reads.read).toHaveLength(read)
    const { operator } = await s.client({ name: 'cli-test' })
    expect(await operator.list('reader', instance)).toEqual({ held: [], more: 0 })
  },
)

/** The last thing that a watcher has heard of what somebody stands for. */
async function watched(client: Awaited<ReturnType<typeof scene>>['client']) {
  const heard: StatusUpdate[] = []
  void (async () => {
    for await (const update of client.watch({ to: 'reader' })) if ('uuid' in update) heard.push(update)
  })()
  return heard
}

test('an agent that drains ends what stands on its wires, and the drain settles', async () => {
  const { s, reads, client, publish } = await scene()
  await using _ = s
  const heard = await watched(client)
  const agent = await s.agent(reads, { wires: { n: 'writer:all' } })
  await s.clock.pass(BEAT_MS)
  await publish(0, 3)
  expect(reads.numbers()).toEqual(range(0, 3))
  await agent.drain()
  await s.clock.settle()
  expect(heard.at(-1)).toMatchObject({ status: 'completed', reason: 'discarded', error: { code: 'DRAINING' } })
  await publish(3, 6)
  await s.clock.pass(10 * BEAT_MS)
  expect(reads.numbers()).toEqual(range(0, 3)) // it does not stand up again
})

test('what stands on a wire stands through a minute without data: no limit ends it', async () => {
  const { s, reads, client, publish } = await scene()
  await using _ = s
  const heard = await watched(client)
  await s.agent(reads, { wires: { n: 'writer:all' } })
  await s.clock.pass(BEAT_MS)
  await publish(0, 1)
  await s.clock.pass(60_000)
  await publish(1, 2)
  expect(reads.numbers()).toEqual([0, 1])
  expect(new Set(heard.map(({ uuid }) => uuid)).size).toBe(1)
  expect(heard.filter(({ status }) => status === 'completed')).toEqual([])
})
