import { expect, test } from 'vitest'
import { Reader, range, reader, Writer, writer } from './flows.ts'
import { BEAT_MS, endOf, stage } from './stage.ts'

/** Whoever writes or reads without end leaves the others their turn. */

test('who publishes without end can be cancelled, and its process answers meanwhile', async () => {
  await using s = await stage()
  await s.agent(writer())
  const client = await s.client()
  const handle = client.send(client.peer(Writer).publish, { from: 0, to: Number.MAX_SAFE_INTEGER })
  const end = endOf(handle.result)
  await s.clock.settle()
  const counted: number[] = []
  for await (const n of client.peer(Writer).count({ to: 3 })) counted.push(n)
  expect(counted).toEqual(range(0, 3))
  await handle.cancel()
  expect(await end).toMatchObject({ reason: 'cancelled' })
})

test('a processor whose reader does not read has no place: the next one runs', async () => {
  await using s = await stage()
  await s.agent(writer())
  const reads = reader(1)
  await s.agent(reads)
  const client = await s.client()
  const count = 1_400
  const slow = client.send(client.peer(Reader).process, {}, { streams: ['writer:all'], steps: count })
  const loop = slow[Symbol.asyncIterator]()
  await s.clock.settle()
  for (let from = 0; from < count; from += 4) {
    await client.peer(Writer).publish({ from, to: from + 4 }) // no more than it may have waiting
    await s.clock.settle()
  }
  const before = reads.read.length
  expect(before).toBeGreaterThan(1_000)
  expect(before).toBeLessThan(1_100)
  expect(await client.peer(Reader).newest({}, { samples: [-1] }).result).toEqual({ got: -1 })
  expect(reads.read.length).toBeLessThanOrEqual(before + 4)
  await loop.return?.()
  expect(await endOf(slow.result)).toMatchObject({ reason: 'cancelled' })
})

test('a second loop over the same samples reads on, and the first is told', async () => {
  await using s = await stage()
  await s.agent(writer())
  const client = await s.client()
  const handle = client.peer(Writer).count({ to: 5_000 })
  const first = handle[Symbol.asyncIterator]()
  const read = [(await first.next()).value]
  await s.clock.pass(BEAT_MS) // all that may wait, waits
  const waiting = (async () => {
    for await (const n of handle) read.push(n)
  })()
  await expect(first.next()).rejects.toMatchObject({ code: 'DISCARDED' })
  for (let beats = 0; beats < 10; beats++) await s.clock.pass(BEAT_MS)
  await waiting
  expect(read).toEqual(range(0, 5_000))
})
