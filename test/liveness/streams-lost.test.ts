import { expect, test } from 'vitest'
import { Reader, range, reader, WINDOW, Writer, writer } from './flows.ts'
import { BEAT_MS, endOf, stage } from './stage.ts'
import { isControl, isEnd, type Said } from './wiretap.ts'

/** Credits and samples that get lost on the way: the flow goes on within a few beats, or it ends as it says. */

const isCredit = isControl('credit')
const isSamples = ({ at }: Said): boolean => at.room === 'stream'

async function scene() {
  const s = await stage()
  const [reads, writes] = [reader(), writer()]
  await s.agent(reads)
  await s.agent(writes)
  return { s, reads, writes, client: await s.client() }
}

test.each([0, 1, 2, 3])('credit %d of a reader is lost: its writer goes on after a beat', async (which) => {
  const { s, reads, client } = await scene()
  await using _ = s
  let seen = 0
  s.wire.rule((said) => (isCredit(said) && seen++ === which ? 'drop' : 'pass'))
  const end = endOf(client.peer(Writer).dictate({ to: 20, steps: 20 }))
  await s.clock.pass(2 * BEAT_MS)
  expect(reads.numbers()).toEqual(range(0, 20))
  expect(await end).toMatchObject({ ok: { got: 19 } })
})

test('all samples that a reader has allowed are lost: it reads on from the last of them, and is told what it missed', async () => {
  const { s, reads, client } = await scene()
  await using _ = s
  s.wire.rule((said) =>
    isSamples(said) && said.at.room === 'stream' && said.at.owner === 'writer' && said.body.tag < WINDOW ? 'drop' : 'pass',
  )
  const end = endOf(client.peer(Writer).dictate({ to: 20, steps: 17 }))
  await s.clock.settle()
  s.wire.rule(() => 'pass')
  await s.clock.pass(4 * BEAT_MS)
  expect(reads.read[0]).toEqual({ n: WINDOW - 1, missed: WINDOW - 1 })
  expect(reads.numbers()).toEqual(range(WINDOW - 1, 20))
  expect(await end).toMatchObject({ ok: { got: 19 } })
})

test('the last sample of a writer that has no more is lost: it is said again', async () => {
  const { s, reads, client } = await scene()
  await using _ = s
  s.wire.loseOne((said) => isSamples(said) && said.at.room === 'stream' && said.at.stream === 'own')
  const end = endOf(client.peer(Writer).dictate({ to: 1, steps: 1 }))
  await s.clock.pass(4 * BEAT_MS)
  expect(reads.read).toEqual([{ n: 0, missed: 0 }])
  expect(await end).toMatchObject({ ok: { got: 0 } })
})

test.each([0, 1])('credit %d for what an action yields is lost: the loop goes on within a few beats', async (which) => {
  const { s, client } = await scene()
  await using _ = s
  let seen = 0
  s.wire.rule((said) => (isCredit(said) && seen++ === which ? 'drop' : 'pass'))
  const read: number[] = []
  const end = (async () => {
    for await (const n of client.peer(Writer).count({ to: 5_000 })) read.push(n)
  })()
  for (let beats = 0; beats < 8 && read.length < 5_000; beats++) await s.clock.pass(BEAT_MS)
  await end
  expect(read).toEqual(range(0, 5_000))
})

test('all that a generator may yield is lost: the loop says so within a few beats', async () => {
  const { s, client } = await scene()
  await using _ = s
  s.wire.rule((said) => (isSamples(said) && said.body.data.length > 1 ? 'drop' : 'pass'))
  const end = (async () => {
    for await (const _ of client.peer(Writer).count({ to: 5_000 }));
  })().catch(({ code }) => code)
  await s.clock.pass(4 * BEAT_MS)
  expect(await Promise.race([end, 'still open'])).toBe('SLOW_CONSUMER')
})

test('nearly all that it may yield is lost, and nobody reads it: it goes on to its end', async () => {
  const { s, client } = await scene()
  await using _ = s
  s.wire.rule((said) => (isSamples(said) && said.body.tag > 0 && said.body.tag < 1_024 && said.body.data.length > 1 ? 'drop' : 'pass'))
  const end = endOf(client.send(client.peer(Writer).count, { to: 5_000 }).result)
  await s.clock.pass(8 * BEAT_MS)
  expect(await Promise.race([end, 'still open'])).toEqual({ ok: null })
})

test('the last samples are lost and the end is not: the loop throws, it does not end early in silence', async () => {
  const { s, client } = await scene()
  await using _ = s
  s.wire.rule((said) => (isSamples(said) ? 'drop' : 'pass'))
  const end = (async () => {
    for await (const _ of client.peer(Writer).count({ to: 3 }));
  })().catch(({ code, message }) => `${code}: ${message}`)
  await s.clock.pass(BEAT_MS)
  expect(s.wire.said.some(isEnd)).toBe(true)
  expect(await end).toBe('SLOW_CONSUMER: samples 0 to 2 were lost')
})

test('what the last step of a processor gave is lost, and its end is not: no earlier step is taken for its result', async () => {
  const { s, client } = await scene()
  await using _ = s
  s.wire.rule((said) =>
    said.at.room === 'stream' && said.at.stream === 'got' && said.body.tag + said.body.data.length > 1 ? 'drop' : 'pass',
  )
  const end = endOf(client.send(client.peer(Reader).process, {}, { streams: ['writer:all'], steps: 2 }).result)
  await s.clock.settle()
  for (const n of [0, 1]) {
    await client.peer(Writer).publish({ from: n, to: n + 1 })
    await s.clock.settle()
  }
  await s.clock.pass(BEAT_MS)
  expect(await end).toMatchObject({ reason: 'disconnected', details: { executed: 'done' } })
})
