import { contract, defineAgent, processor, slot } from '@parley/runtime'
import { Probe, type ProbeAgent, probe } from '@parley/runtime/testing'
import { expect, test } from 'vitest'
import { BEAT_MS, type Stage, stage } from './stage.ts'

const NAMES = ['one', 'two', 'three', 'four', 'five']

async function five(s: Stage) {
  const agents = Object.fromEntries(NAMES.map((name) => [name, probe({ name })])) as Record<string, ProbeAgent>
  const members = Object.fromEntries(await Promise.all(NAMES.map(async (name) => [name, await s.agent(agents[name]!)] as const)))
  const client = await s.client()
  const calls = <K extends keyof typeof Probe.actions>(action: K, names = NAMES) => names.map((name) => client.peer(Probe, name)[action])
  return { agents, members, client, calls }
}

test('all: a verdict for each, with its result', async () => {
  await using s = await stage()
  const { client, calls } = await five(s)
  const { outcomes, met, summary } = await client.gather(calls('echo'), { value: 7 })
  expect({ met, summary }).toEqual({ met: true, summary: 'all-ok' })
  expect(outcomes).toEqual(Object.fromEntries(NAMES.map((name) => [name, { ok: true, result: 7 }])))
})

test('of a processor: the result of each is what its last step gave', async () => {
  await using s = await stage()
  const Scale = contract({
    name: 'scale',
    actions: { process: processor({ stdin: { load: slot.tensor({ dtype: 'float32' }) }, stdout: { weight: slot.tensor() } }) },
  })
  for (const [name, factor] of [['light', 1] as const, ['heavy', 100] as const])
    await s.agent(
      defineAgent(
        { ...Scale, name },
        { handlers: { process: ({ load }) => ({ weight: { ...load, data: Float32Array.from(load.data, (one) => one * factor) } }) } },
      ),
    )
  const client = await s.client()
  const load = { dtype: 'float32', shape: [2], data: Float32Array.of(1, 2) }
  const calls = ['light', 'heavy'].map((name) => client.peer(Scale, name).process)
  const { outcomes } = await client.gather(calls, {}, { samples: [load] })
  expect(outcomes).toEqual({
    light: { ok: true, result: { weight: load } },
    heavy: { ok: true, result: { weight: { ...load, data: Float32Array.of(100, 200) } } },
  })
})

test('the first: one answer settles it, and who is late is told to stop', async () => {
  await using s = await stage()
  const { client, calls, agents } = await five(s)
  const gathering = client.gather(calls('hold'), {}, { need: 'first' })
  await s.clock.settle()
  agents.three!.release('', 'quick')
  const { outcomes, met, summary } = await gathering
  expect({ met, summary }).toEqual({ met: true, summary: 'partial' })
  expect(outcomes.three).toEqual({ ok: true, result: 'quick' })
  expect(outcomes.one).toMatchObject({ ok: false, reason: 'discarded', error: { code: 'LATE' } })
  await s.clock.settle()
  expect(NAMES.map((name) => agents[name]!.asked[0]!.state)).toEqual(['CANCELLED', 'CANCELLED', 'returned', 'CANCELLED', 'CANCELLED'])
})

test('a quorum: late, full, gone and failed ones have each their verdict', async () => {
  await using s = await stage()
  const agents = Object.fromEntries(NAMES.map((name) => [name, probe({ name })])) as Record<string, ProbeAgent>
  for (const name of NAMES) if (name !== 'five') await s.agent(agents[name]!, name === 'two' ? { concurrency: 1, mailboxLimit: 0 } : {})
  const client = await s.client()
  const busy = client.send(client.peer(Probe, 'two').hold, { key: 'busy' })
  await s.clock.settle()
  const gathering = client.gather(
    NAMES.map((name) => client.peer(Probe, name).hold),
    {},
    { need: 3, timeoutMs: 10_000 },
  )
  await s.clock.settle()
  agents.one!.release('', 1)
  await s.clock.pass(10_100)
  const { outcomes, met } = await gathering
  expect(met).toBe(false)
  const verdicts = NAMES.map((name) => {
    const outcome = outcomes[name]!
    return outcome.ok ? 'ok' : `${outcome.reason}/${outcome.error.code}`
  })
  // three of five cannot be reached any more once two are gone or full: who still works is late then, or out of time
  expect(verdicts[0]).toBe('ok')
  expect(verdicts[1]).toBe('rejected/FULL')
  expect(verdicts[4]).toBe('rejected/NO_RESPONDERS')
  for (const verdict of verdicts.slice(2, 4)) expect(['timeout/TIMEOUT', 'discarded/LATE']).toContain(verdict)
  agents.two!.release('busy')
  await busy.result
})

test('a quorum that cannot be reached any more settles at once', async () => {
  await using s = await stage()
  const { client, agents, members } = await five(s)
  const gathering = client.gather(
    NAMES.map((name) => client.peer(Probe, name).hold),
    {},
    { need: 4 },
  )
  await s.clock.pass(2 * BEAT_MS)
  await members.one!.close()
  await s.clock.settle()
  await members.two!.close()
  const { outcomes, met, summary } = await gathering
  expect({ met, summary }).toEqual({ met: false, summary: 'none' })
  for (const name of ['one', 'two'])
    expect(outcomes[name]).toMatchObject({ ok: false, reason: 'disconnected', error: { details: { executed: 'unknown' } } })
  for (const name of ['three', 'four', 'five']) expect(outcomes[name]).toMatchObject({ reason: 'discarded', error: { code: 'LATE' } })
  await s.clock.settle()
  expect(agents.three!.asked[0]!.state).toBe('CANCELLED')
})

test('who failed is asked again as often as the retry says, each time once, and nobody else is', async () => {
  await using s = await stage()
  const { client, calls, agents } = await five(s)
  const gathering = client.gather(calls('fail', ['one', 'two']), {}, { retry: { on: ['error'], max: 2 } })
  await s.clock.pass(1_000)
  const { outcomes } = await gathering
  expect(outcomes.one).toMatchObject({ ok: false, reason: 'error', error: { code: 'HANDLER_FAILED' } })
  expect([agents.one!.asked.length, agents.two!.asked.length, agents.three!.asked.length]).toEqual([3, 3, 0])
  const again = s.wire.in('interaction').filter(({ body }) => body.retryOf !== undefined)
  expect(again.map(({ at }) => at.target).sort()).toEqual(['one', 'one', 'two', 'two'])
})

test('an abort settles it, stops those that work, and takes back the repetitions that are waited for', async () => {
  await using s = await stage()
  const { client, agents } = await five(s)
  const stop = new AbortController()
  const calls = ['one', 'two'].map((name) => client.peer(Probe, name).fail)
  const gathering = client.gather(calls, {}, { retry: { on: ['error'], max: 100 }, signal: stop.signal })
  await s.clock.settle()
  stop.abort()
  expect((await gathering).summary).toBe('none')
  const asked = agents.one!.asked.length
  await s.clock.pass(60_000)
  expect(agents.one!.asked).toHaveLength(asked)
})

test('each target has its own statuses, reason and time; whoever watches sees them apart', async () => {
  await using s = await stage()
  const { client, calls, agents } = await five(s)
  const watcher = await s.client()
  const seen: string[] = []
  void (async () => {
    for await (const update of watcher.watch({ from: client.name })) if ('status' in update) seen.push(`${update.target} ${update.status}`)
  })()
  await s.clock.settle()
  const gathering = client.gather(calls('hold', ['one', 'two']), {})
  await s.clock.settle()
  agents.two!.release()
  await s.clock.settle()
  expect(seen.sort()).toEqual(['one received', 'one running', 'two completed', 'two received', 'two running'])
  agents.one!.release()
  await gathering
})

test('a target never learns of the others: nothing that is said to it names one', async () => {
  await using s = await stage()
  const { client, calls } = await five(s)
  await client.gather(calls('echo'), { value: 1 }, { retry: { on: ['error'], max: 1 } })
  for (const { at, body } of s.wire.in('interaction')) {
    const others = NAMES.filter((name) => name !== at.target)
    expect(others.filter((name) => JSON.stringify(body).includes(`"${name}"`))).toEqual([])
    expect(Object.keys(body)).not.toContain('targets')
  }
  expect(s.wire.in('interaction')).toHaveLength(5)
})
