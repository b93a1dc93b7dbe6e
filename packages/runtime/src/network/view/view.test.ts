import { PassThrough } from 'node:stream'
import { ParleyError } from '@parley/protocol'
import { expect, test, vi } from 'vitest'
import type { StatusUpdate } from '../../client/call.ts'
import { Queue } from '../../stream/queue.ts'
import type { AgentView } from '../../supervisor/event.ts'
import { NetworkEvents } from '../event.ts'
import { NetworkView, type ShownNetwork, type ViewOptions } from './view.ts'

/** A network of one agent and a stream that remembers. */
function setUp(options: Omit<ViewOptions, 'out'> = {}) {
  const stream = new PassThrough()
  let text = ''
  stream.on('data', (chunk) => {
    text += chunk
  })
  const updates = new Queue<StatusUpdate>(100)
  const agents: AgentView[] = [{ name: 'worker', number: 1, instance: '03ha31cxpb57vy4uc4x5ab12', pid: 7, state: 'ready', restarts: 0 }]
  const events = new NetworkEvents()
  const client = { watch: () => updates } as unknown as ShownNetwork['client']
  const net: ShownNetwork = { url: 'nats://me:secret@127.0.0.1:4222', world: 'main', agents, events, client }
  const view = new NetworkView({ ...options, out: stream as unknown as NodeJS.WriteStream })
  return { view, net, events, updates, agents, lines: () => text.trimEnd().split('\n') }
}
const exited = { kind: 'exited', agent: 'worker', number: 1, pid: 7, instance: '03ha31cxpb57vy4uc4x5ab12', failure: undefined } as const

test('in a file there are plain lines: who is ready, what happened, the steps of a progress, a last word', async () => {
  const { view, net, events, updates, lines } = setUp()
  view.attach(net)
  for (let done = 0; done <= 200; done++) view.progress('passages', done, 200)
  events.emit({ ...exited, code: null, signal: 'SIGKILL' })
  events.emit({ kind: 'restarting', agent: 'worker', number: 1, inMs: 90, attempt: 1 })
  view.line('a line')
  updates.push({ uuid: 'a_b', target: 'worker', status: 'completed', reason: 'ok', atMs: 0 })
  await vi.waitFor(() => expect(updates.size).toBe(0))
  await view.close()
  await view.close()
  const said = lines()
  expect(said[0]).toBe('ready: worker')
  expect(said.filter((line) => line.startsWith('passages')).map((line) => line.split(' (')[0])).toEqual(
    [10, 20, 30, 40, 50, 60, 70, 80, 90, 100].map((n) => `passages ${n} %`),
  )
  expect(said.slice(-4, -1)).toEqual(['worker/ab12 (pid 7) ended by SIGKILL', 'worker/1 starts again in 90 ms (restart 1)', 'a line'])
  expect(said.at(-1)).toMatch(/^interactions: 1 done, 0 failed, in /)
  expect(said.join('\n')).not.toContain('secret')
})

test('an end that was asked for is no news; one that had to be forced is', async () => {
  const { view, net, events, agents, lines } = setUp()
  view.attach(net)
  agents[0] = { ...agents[0]!, state: 'stopping' }
  events.emit({ ...exited, code: 0, signal: null })
  events.emit({ ...exited, code: null, signal: 'SIGKILL' })
  await view.close()
  expect(lines().slice(1, -1)).toEqual(['worker/ab12 did not leave in time and was killed'])
})

test('for a program the first object says ready, and each later event is one', async () => {
  const { view, net, events, lines } = setUp({ json: true })
  view.onEvent({ kind: 'starting', agent: 'worker', number: 1, pid: 7 })
  view.attach(net)
  events.emit({ ...exited, code: 1, signal: null })
  events.emit({ kind: 'restarting', agent: 'worker', number: 1, inMs: 90, attempt: 1 })
  events.emit({ kind: 'ready', agent: 'worker', number: 1, pid: 8, instance: 'b', tookMs: 20 })
  events.emit({ kind: 'failed', agent: 'worker', number: 1, error: new ParleyError('NETWORK_FAILED', 'it fell') })
  view.progress('passages', 1, 2)
  await view.close()
  expect(lines().map((line) => JSON.parse(line) as object)).toEqual([
    { event: 'ready', nats: net.url, world: 'main', agents: [{ name: 'worker', instance: '03ha31cxpb57vy4uc4x5ab12', pid: 7 }] },
    { event: 'exited', agent: 'worker', number: 1, pid: 7, instance: '03ha31cxpb57vy4uc4x5ab12', code: 1, signal: null },
    { event: 'restarting', agent: 'worker', number: 1, inMs: 90, attempt: 1 },
    { event: 'started', agent: 'worker', number: 1, pid: 8, instance: 'b', tookMs: 20 },
    { event: 'failed', agent: 'worker', number: 1, error: { code: 'NETWORK_FAILED', message: 'it fell' } },
    { event: 'progress', label: 'passages', done: 1, total: 2 },
  ])
})
