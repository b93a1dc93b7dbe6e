import { Probe, probe } from '@parley/runtime/testing'
import { describe, expect, test } from 'vitest'
import { BEAT_MS, endOf, stage } from './stage.ts'
import { isControl, isEnd, isRequest, isStatus } from './wiretap.ts'

/** Messages that get lost without a word. */

test('a request that was lost: nobody holds it, and after two beats it ends disconnected', async () => {
  await using s = await stage()
  const agent = probe()
  await s.agent(agent)
  const client = await s.client()
  const lost = s.wire.loseOne(isRequest)
  const end = endOf(client.peer(Probe).echo({ value: 1 }))
  await s.clock.pass(3 * BEAT_MS)
  expect(lost()).toBe(1)
  expect(await end).toEqual({ reason: 'disconnected', code: 'DISCONNECTED', details: { executed: 'unknown' } })
  expect(agent.asked).toEqual([])
})

test('a lost request is sent again when the caller has said that it may', async () => {
  await using s = await stage()
  const agent = probe()
  await s.agent(agent)
  const client = await s.client()
  s.wire.loseOne(isRequest)
  const end = endOf(client.peer(Probe).echo({ value: 1 }, { retry: { on: ['disconnected'], max: 1 } }))
  await s.clock.pass(4 * BEAT_MS)
  expect(await end).toEqual({ ok: 1 })
})

test('a status that was lost: the holder is asked, and says where it stands', async () => {
  await using s = await stage()
  const agent = probe()
  await s.agent(agent)
  const client = await s.client()
  s.wire.rule((said) => (isStatus(said) ? 'drop' : 'pass'))
  const handle = client.send(client.peer(Probe).hold, {})
  await s.clock.pass(BEAT_MS / 2)
  expect(handle.status).toBe('requested')
  s.wire.rule(() => 'pass')
  await s.clock.pass(2 * BEAT_MS)
  expect(handle.status).toBe('running')
  agent.release('', 'done')
  expect(await handle.result).toBe('done')
  expect(agent.asked).toHaveLength(1)
})

test('a pause whose status was lost stops the time of its requester from the next question on', async () => {
  await using s = await stage()
  const agent = probe()
  await s.agent(agent)
  const client = await s.client()
  s.wire.rule((said) => (isStatus(said) ? 'drop' : 'pass'))
  const handle = client.send(client.peer(Probe).feed, {}, { timeoutMs: 10_000 })
  await s.clock.settle()
  await handle.pause()
  agent.release('', 'a')
  await s.clock.pass(100)
  s.wire.rule(() => 'pass')
  await s.clock.pass(60_000)
  expect(handle.status).toBe('paused')
  await handle.resume()
  agent.release('', null)
  expect(await endOf(handle.result)).toEqual({ ok: null })
})

test.each([0.5, 1.5, 7.5, 40.5, 300.5])('an end that was lost after %d beats is heard all the same, with its result', async (beats) => {
  await using s = await stage()
  const agent = probe()
  await s.agent(agent)
  const client = await s.client()
  const end = endOf(client.send(client.peer(Probe).hold, {}, { timeoutMs: 24 * 3_600_000 }).result)
  await s.clock.pass(beats * BEAT_MS)
  const lost = s.wire.loseOne(isEnd)
  agent.release('', 'the result')
  await s.clock.pass(12 * BEAT_MS)
  expect(lost()).toBe(1)
  expect(await end).toEqual({ ok: 'the result' })
})

test('an end that was lost is heard also when a thousand others were asked for and heard in the meantime', async () => {
  await using s = await stage()
  const agent = probe({ concurrency: 10 })
  await s.agent(agent)
  const client = await s.client()
  const peer = client.peer(Probe)
  const end = endOf(client.send(peer.hold, {}).result)
  await s.clock.settle()
  const lost = s.wire.loseOne(isEnd)
  agent.release('', 'the result')
  await s.clock.settle()
  for (let n = 0; n < 1_000; n++) expect(await peer.echo({ value: n })).toBe(n)
  await s.clock.pass(3 * BEAT_MS)
  expect(lost()).toBe(1)
  expect(await end).toEqual({ ok: 'the result' })
})

test('with beats of five seconds too, an end is asked for while it is kept', async () => {
  await using s = await stage({ beatMs: 5_000 })
  const agent = probe()
  await s.agent(agent)
  const client = await s.client()
  const end = endOf(client.send(client.peer(Probe).hold, {}, { timeoutMs: 24 * 3_600_000 }).result)
  await s.clock.pass(3_600_000)
  const queries = () => s.wire.said.filter(isControl('query')).length
  for (let before = queries(); queries() === before; ) await s.clock.pass(1_000) // lost just after a question
  s.wire.loseOne(isEnd)
  agent.release('', 'the result')
  await s.clock.pass(120_000)
  expect(await end).toEqual({ ok: 'the result' })
})

describe('many that one instance holds', () => {
  const COUNT = 300
  /** Held, and heard to run; and how many statuses and queries pass from now on. */
  const holding = async (s: Awaited<ReturnType<typeof stage>>) => {
    const agent = probe({ concurrency: COUNT })
    await s.agent(agent)
    const client = await s.client()
    const peer = client.peer(Probe)
    const handles = Array.from({ length: COUNT }, (_, n) => client.send(peer.hold, { key: String(n) }, { timeoutMs: 24 * 3_600_000 }))
    await s.clock.settle()
    expect(handles.every(({ status }) => status === 'running')).toBe(true)
    s.wire.said.length = 0
    return { agent, handles, ends: handles.map(({ result }) => endOf(result)) }
  }
  const saying = (s: Awaited<ReturnType<typeof stage>>, kind: typeof isStatus) => s.wire.said.filter(kind)

  test('are asked about in as many messages as that needs, and nothing is said again that was heard', async () => {
    await using s = await stage()
    const { handles } = await holding(s)
    await s.clock.pass(1.5 * BEAT_MS)
    const queries = saying(s, isControl('query')).filter(({ at }) => 'target' in at && at.target === 'probe')
    expect(queries.map(({ body }) => body.ids.length)).toEqual([256, COUNT - 256])
    expect(saying(s, isStatus)).toEqual([])
    await s.clock.pass(20 * BEAT_MS)
    expect(handles.every(({ status }) => status === 'running')).toBe(true)
    expect(saying(s, isStatus)).toEqual([])
  })

  test.each([0.5, 1.5, 7.5, 40.5])('a lost end is heard all the same, and the others stay open: after %d beats', async (beats) => {
    await using s = await stage()
    const { agent, handles, ends } = await holding(s)
    await s.clock.pass(beats * BEAT_MS)
    const lost = s.wire.loseOne(isEnd)
    agent.release('7', 'the result')
    await s.clock.pass(12 * BEAT_MS)
    expect(lost()).toBe(1)
    expect(await ends[7]).toEqual({ ok: 'the result' })
    expect(handles.filter(({ status }) => status === 'running')).toHaveLength(COUNT - 1)
  })

  test('one whose end is kept no more is lost, and it alone', async () => {
    await using s = await stage()
    const { agent, handles, ends } = await holding(s)
    s.wire.rule((said) => (isEnd(said) || isControl('query')(said) ? 'drop' : 'pass'))
    agent.release('299')
    await s.clock.pass(61_000)
    s.wire.rule(() => 'pass')
    await s.clock.pass(10 * BEAT_MS)
    expect(await ends[299]).toEqual({ reason: 'disconnected', code: 'DISCONNECTED', details: { executed: 'unknown' } })
    expect(handles.filter(({ status }) => status === 'running')).toHaveLength(COUNT - 1)
  })

  test.each(['paused', 'running'])('one that was heard not to be %s is, from the next question on', async (now) => {
    await using s = await stage()
    const agent = probe({ concurrency: COUNT })
    await s.agent(agent)
    const client = await s.client()
    const handles = Array.from({ length: COUNT }, (_, n) => client.send(client.peer(Probe).feed, { key: String(n) }))
    await s.clock.settle()
    const handle = handles[7]!
    const pause = async () => {
      await handle.pause()
      agent.release('7', 'a')
      await s.clock.settle()
    }
    if (now === 'running') await pause()
    s.wire.rule((said) => (isStatus(said) ? 'drop' : 'pass'))
    if (now === 'running') await handle.resume()
    else await pause()
    await s.clock.settle()
    expect(handle.status).not.toBe(now)
    s.wire.rule(() => 'pass')
    await s.clock.pass(2 * BEAT_MS)
    expect(handle.status).toBe(now)
    expect(s.wire.said.some((said) => isControl('query')(said) && said.body.ids?.length > 1)).toBe(true)
    await client.close()
  })
})

test('an end that is neither heard nor kept any more: disconnected, for nobody can say how it ended', async () => {
  await using s = await stage()
  const agent = probe()
  await s.agent(agent)
  const client = await s.client()
  const end = endOf(client.peer(Probe).hold({}))
  await s.clock.pass(BEAT_MS / 2)
  s.wire.rule((said) => (isEnd(said) || isControl('query')(said) ? 'drop' : 'pass'))
  agent.release()
  await s.clock.pass(61_000)
  s.wire.rule(() => 'pass')
  await s.clock.pass(10 * BEAT_MS)
  expect(await end).toEqual({ reason: 'disconnected', code: 'DISCONNECTED', details: { executed: 'unknown' } })
})

test('samples that were lost end the loop with an error: nobody reads over a gap', async () => {
  await using s = await stage()
  const agent = probe()
  await s.agent(agent)
  const client = await s.client()
  const handle = client.send(client.peer(Probe).feed, {})
  void endOf(handle.result)
  const read: unknown[] = []
  const reading = (async () => {
    for await (const sample of handle) read.push(sample)
  })().catch(({ code, message }) => `${code}: ${message}`)
  await s.clock.settle()
  agent.release('', 'a')
  await s.clock.settle()
  s.wire.loseOne(({ at }) => at.room === 'stream')
  agent.release('', 'b')
  await s.clock.settle()
  agent.release('', 'c')
  await s.clock.settle()
  expect({ read, end: await reading }).toEqual({ read: ['a'], end: 'SLOW_CONSUMER: samples 1 to 1 were lost' })
})

test('nobody subscribes to anybody before an interaction is older than a beat, and everybody stops after it', async () => {
  await using s = await stage()
  const agent = probe()
  await s.agent(agent)
  const client = await s.client()
  const watched: string[] = []
  const { subscribe } = client.bus
  client.bus.subscribe = (subject, ...rest) => {
    const end = subscribe.call(client.bus, subject, ...rest)
    watched.push(subject)
    return () => {
      watched.splice(watched.indexOf(subject), 1)
      end()
    }
  }
  const handle = client.send(client.peer(Probe).hold, {})
  await s.clock.pass(0.9 * BEAT_MS)
  expect(watched).toEqual([])
  await s.clock.pass(BEAT_MS)
  expect(watched).toEqual([expect.stringContaining('presence.probe.')])
  agent.release()
  await handle.result
  await s.clock.pass(3 * BEAT_MS)
  expect(watched).toEqual([])
})
