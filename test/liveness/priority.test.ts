import { action, defineAgent } from '@parley/runtime'
import { Probe, probe } from '@parley/runtime/testing'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { endOf, stage } from './stage.ts'

/** Does numbered steps, each when it is told to, and notes which. */
function steps() {
  const done: string[] = []
  const waiting: (() => void)[] = []
  const agent = defineAgent({
    name: 'steps',
    actions: {
      run: action({ input: z.object({ label: z.string(), steps: z.number() }), yields: z.string() }, async function* ({ label, steps: n }) {
        for (let i = 0; i < n; i++) {
          await new Promise<void>((go) => waiting.push(go))
          done.push(`${label}${i}`)
          yield `${label}${i}`
        }
      }),
    },
  })
  return { agent, done, step: () => waiting.shift()?.() }
}

test('a higher priority preempts at the end of a step; the other goes on later, and each step is done once', async () => {
  await using s = await stage()
  const { agent, done, step } = steps()
  await s.agent(agent)
  const client = await s.client()
  const peer = client.peer<typeof agent>('steps')
  const low = client.send(peer.run, { label: 'low', steps: 3 })
  const lowSamples = collect(low)
  await s.clock.settle()
  step()
  await s.clock.settle()
  const high = client.send(peer.run, { label: 'high', steps: 2 }, { priority: 5 })
  const highSamples = collect(high)
  await s.clock.settle()
  expect({ low: low.status, high: high.status }).toEqual({ low: 'running', high: 'requested' })
  step()
  await s.clock.settle()
  expect({ low: low.status, high: high.status, done }).toEqual({ low: 'paused', high: 'running', done: ['low0', 'low1'] })
  for (let i = 0; i < 3; i++) {
    step()
    await s.clock.settle()
  }
  expect(await endOf(low.result)).toEqual({ ok: null })
  expect(done).toEqual(['low0', 'low1', 'high0', 'high1', 'low2'])
  expect({ low: await lowSamples, high: await highSamples }).toEqual({ low: ['low0', 'low1', 'low2'], high: ['high0', 'high1'] })
})

test('the time of one that was preempted stands until it goes on', async () => {
  await using s = await stage()
  const { agent, step } = steps()
  await s.agent(agent)
  const client = await s.client()
  const peer = client.peer<typeof agent>('steps')
  const low = client.send(peer.run, { label: 'low', steps: 2 }, { timeoutMs: 5_000 })
  await s.clock.settle()
  const high = client.send(peer.run, { label: 'high', steps: 1 }, { priority: 1 })
  await s.clock.settle()
  step()
  await s.clock.pass(60_000)
  expect({ low: low.status, high: high.status }).toEqual({ low: 'paused', high: 'running' })
  step()
  await s.clock.settle()
  step()
  expect(await endOf(low.result)).toEqual({ ok: null })
})

test('the same priority does not preempt, and those that wait are taken highest first, in order of arrival', async () => {
  await using s = await stage()
  const { agent, done, step } = steps()
  await s.agent(agent)
  const client = await s.client()
  const peer = client.peer<typeof agent>('steps')
  const ends = [
    ['a', 1],
    ['b', 0],
    ['c', 1],
    ['d', 2],
    ['e', 1],
  ].map(([label, priority]) => endOf(client.send(peer.run, { label: label as string, steps: 1 }, { priority: priority as number }).result))
  for (let i = 0; i < 5; i++) {
    await s.clock.settle()
    step()
  }
  for (const end of ends) expect(await end).toEqual({ ok: null })
  expect(done).toEqual(['a0', 'd0', 'c0', 'e0', 'b0'])
})

test('what has no steps cannot be preempted: the higher one is next', async () => {
  await using s = await stage()
  const agent = probe({ concurrency: 1 })
  await s.agent(agent)
  const client = await s.client()
  const first = client.send(client.peer(Probe).hold, {})
  const queued = client.send(client.peer(Probe).echo, { value: 'low' })
  const high = client.send(client.peer(Probe).echo, { value: 'high' }, { priority: 1 })
  await s.clock.settle()
  agent.release()
  await Promise.all([first.result, queued.result, high.result])
  expect(agent.asked.map(({ args }) => (args as { value?: string }).value ?? 'hold')).toEqual(['hold', 'high', 'low'])
})

async function collect<T>(samples: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const sample of samples) all.push(sample)
  return all
}
