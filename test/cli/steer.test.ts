import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { fixture, folder, Parley } from './parley.ts'

/** One network, and a long interaction that is steered from other terminals. */
const dir = folder()
let up: Parley
beforeAll(async () => {
  up = new Parley(dir.path, ['up', fixture('network.yaml'), '--json'])
  await up.object('"ready"')
})
afterAll(async () => {
  up.signal('SIGINT')
  expect((await up.end()).code).toBe(0)
  dir[Symbol.dispose]()
})
const run = (...args: string[]) => Parley.run(dir.path, args)

async function longOne() {
  const sent = new Parley(dir.path, ['send', '--json', 'worker', 'ticks', 'everyMs=20'])
  const running = await sent.object('"running"')
  return { sent, uuid: running.uuid as string }
}

test('an interaction is found by a part of its uuid, paused, resumed and cancelled from a second terminal', async () => {
  const { sent, uuid } = await longOne()
  await using _ = sent
  const part = uuid.split('_')[0]!.slice(-8)
  expect((await run('get', part, '--json')).objects).toMatchObject([{ uuid, target: 'worker', action: 'ticks', status: 'running' }])
  expect((await run('pause', part, '--json')).objects).toMatchObject([{ event: 'pause', uuid }])
  await vi.waitFor(async () => expect((await run('get', uuid, '--json')).objects[0]).toMatchObject({ status: 'paused' }), {
    timeout: 30_000,
  })
  expect((await run('resume', part)).code).toBe(0)
  await sent.line('"running"', sent.out, 2)
  expect((await run('cancel', part)).code).toBe(0)
  const { code, objects } = await sent.end()
  expect(code).toBe(1)
  expect(objects.at(-1)).toMatchObject({ status: 'completed', reason: 'cancelled' })
  expect(await run('cancel', part)).toMatchObject({ code: 1, err: [expect.stringMatching(/^parley: NOT_HELD/)] })
})

test('top --json tells the agents and what they hold, look by look', async () => {
  const { sent, uuid } = await longOne()
  await using _ = sent
  await using top = new Parley(dir.path, ['top', '--json', '--every', '50ms'])
  const look = await top.object(uuid)
  expect(look).toMatchObject({
    agents: [{ name: 'other' }, { name: 'worker', rate: expect.any(Number) }, { name: 'worker' }],
    interactions: [{ uuid, target: 'worker', action: 'ticks', status: 'running' }],
  })
  top.signal('SIGINT')
  expect((await top.end()).code).toBe(0)
})
