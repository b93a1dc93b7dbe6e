import { action, connect, contract, defineAgent, processor, slot, startAgent, stream } from '@parley/runtime'
import { testWorld } from '@parley/runtime/testing'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import * as z from 'zod'
import { type Broker, startBroker } from '../../packages/runtime/src/broker/start.ts'

// The public side and the world's own: what is asked on one side is resolved, bound and written on that side.

const say = action({ input: z.object({ text: z.string() }) })
const Tower = contract({ name: 'tower', streams: { sky: stream.text({ visibility: 'public' }) }, actions: { say } })
const tower = defineAgent(Tower, { handlers: { say: ({ text }, { streams }) => streams.write('sky', text) } })

const Herald = contract({
  name: 'herald',
  actions: {
    shout: processor({ stdin: { text: slot.text({ policy: 'queue' }) }, stdout: { loud: slot.text() }, visibility: 'public' }),
    whisper: processor({ stdin: { text: slot.text({ policy: 'queue' }) }, stdout: { quiet: slot.text() } }),
  },
})
const herald = defineAgent(Herald, {
  handlers: { shout: ({ text }) => ({ loud: text.toUpperCase() }), whisper: ({ text }) => ({ quiet: text.toLowerCase() }) },
})

let broker: Broker
beforeAll(async () => {
  broker = await startBroker({ jetstream: false })
})
afterAll(() => broker.stop())

test('I-66 a stream of one name on both sides is the one of the side that was asked', async () => {
  await using here = await testWorld({ servers: broker.url })
  await here.agent(herald)
  const hidden = { ...tower, streams: { sky: stream.text() } } // only in its world, so that the name is free in the public one
  await here.agent({ ...hidden, name: 'spire' })
  await using outside = await startAgent(tower, { servers: broker.url, world: 'public', name: 'spire' })
  const near = await here.client()
  await using far = await connect({ servers: broker.url, world: 'public' })
  const ofWorld = near.peer(Herald).shout({}, { streams: ['spire:sky'], steps: 1 })
  const ofPublic = near.public.peer(Herald).shout({}, { streams: ['spire:sky'], steps: 1 })
  for (const handle of [ofWorld, ofPublic]) for await (const { status } of handle.statuses()) if (status === 'received') break
  await near.peer(Tower, 'spire').say({ text: 'here' })
  await far.peer(Tower, 'spire').say({ text: 'there' })
  expect(await ofWorld.result).toEqual({ loud: 'HERE' })
  expect(await ofPublic.result).toEqual({ loud: 'THERE' })
  expect(outside.world).toBe('public')
})

test('I-64 an interaction writes on the outputs of its own side: a public one on public outputs, one of the world on all', async () => {
  await using here = await testWorld({ servers: broker.url })
  await here.agent(herald)
  const near = await here.client()
  const sides = [near, near.public]
  for (const side of sides) expect(await side.peer(Herald).shout({}, { samples: ['a'] }).result).toEqual({ loud: 'A' })
  expect(await near.peer(Herald).whisper({}, { samples: ['A'] }).result).toEqual({ quiet: 'a' })
  await expect(near.public.peer(Herald).whisper({}, { samples: ['A'] }).result).rejects.toMatchObject({ code: 'UNKNOWN_ACTION' })
  const outputs = sides.map(async (side) => {
    const { streams } = (await side.peer('herald').describe!({})) as { streams: { name: string }[] }
    return streams.map(({ name }) => name)
  })
  expect(await Promise.all(outputs)).toEqual([['loud', 'quiet'], ['loud']])
})

test('I-85 a callback is called once, on the public side as on the world’s own', async () => {
  await using here = await testWorld({ servers: broker.url })
  await here.agent(herald)
  const near = await here.client()
  for (const side of [near, near.public]) {
    const callback = vi.fn()
    const handle = side.peer(Herald).shout({}, { samples: ['a'], callback })
    await handle.result
    expect(callback).toHaveBeenCalledOnce()
    expect(callback.mock.calls[0]![0]).toMatchObject({
      uuid: handle.uuid,
      summary: 'all-ok',
      outcomes: { herald: { ok: true, result: { loud: 'A' } } },
    })
  }
})
