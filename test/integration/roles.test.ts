import { parseUuid } from '@parley/protocol'
import { action, connect, contract, defineAgent, InteractionError, processor, slot, stream } from '@parley/runtime'
import { testWorld } from '@parley/runtime/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as z from 'zod'
import { type Broker, startBroker } from '../../packages/runtime/src/broker/start.ts'

// Who may ask what, and what the world `public` sees: decided by the target, from who the subject names.

const nothing = z.object({})
const Weather = contract({
  name: 'weather',
  streams: { sky: stream.text({ visibility: 'public' }), barometer: stream.text() },
  actions: {
    today: action({ input: nothing, output: z.string(), visibility: 'public' }),
    forecast: action({ input: nothing, output: z.string() }),
    correct: action({ input: nothing, output: z.string(), roles: ['editor', 'owner'] }),
    revoke: action({ input: nothing, output: z.string(), roles: ['owner'], visibility: 'public' }),
    look: action({ input: z.object({ sky: z.string() }) }),
    shout: processor({ stdin: { text: slot.text({ policy: 'queue' }) }, stdout: { loud: slot.text() }, visibility: 'public' }),
  },
})
const weather = defineAgent(Weather, {
  handlers: {
    today: (_, { requester }) => `sunny, ${requester}`,
    forecast: () => 'rain',
    correct: (_, { requester }) => requester,
    revoke: (_, { requester }) => requester,
    look: async ({ sky }, { streams }) => {
      await streams.writeAll({ sky, barometer: 'secret' })
    },
    shout: ({ text }) => ({ loud: text.toUpperCase() }),
  },
})
const failure = (code: string, text?: string) =>
  expect.objectContaining({ constructor: InteractionError, code, ...(text !== undefined && { message: expect.stringContaining(text) }) })

let broker: Broker
beforeAll(async () => {
  broker = await startBroker({ jetstream: false })
})
afterAll(() => broker.stop())

test('an action with roles is for those who have one of them in its world, and for nobody else', async () => {
  await using world = await testWorld({ servers: broker.url })
  await world.agent(weather, { roles: { editor: ['alice'], owner: ['olga', 'alice'] } })
  const as = async (name: string) => (await world.client({ name })).peer(Weather)
  const [alice, olga, mallory] = [await as('alice'), await as('olga'), await as('mallory')]
  expect([await alice.correct({}), await olga.correct({}), await olga.revoke({})]).toEqual(['alice', 'olga', 'olga'])
  await expect(mallory.correct({})).rejects.toEqual(failure('FORBIDDEN', 'editor or owner, which mallory does not have'))
  await expect(mallory.today({})).resolves.toBe('sunny, mallory')
})

test('without a role table nobody has a role', async () => {
  await using world = await testWorld({ servers: broker.url })
  await world.agent(weather)
  await expect((await world.client({ name: 'alice' })).peer(Weather).correct({})).rejects.toEqual(failure('FORBIDDEN'))
})

test('what is public can be asked from any world by way of the world public; the rest is not even known there', async () => {
  await using here = await testWorld({ servers: broker.url })
  await using there = await testWorld({ servers: broker.url })
  await here.agent(weather, { roles: { owner: ['olga'] } })
  const olga = await there.client({ name: 'olga' })
  await expect(olga.peer(Weather).today({})).rejects.toEqual(failure('NO_RESPONDERS'))
  const { public: everywhere } = olga
  expect(await everywhere.peer(Weather).today({})).toBe('sunny, olga')
  await expect(everywhere.peer(Weather).forecast({})).rejects.toEqual(failure('UNKNOWN_ACTION', 'there is today, revoke, shout, describe'))
  const profile = (await everywhere.peer('weather').describe!({})) as { streams: { name: string }[]; actions: object }
  expect(profile.streams.map(({ name }) => name)).toEqual(['sky', 'loud'])
  expect(Object.keys(profile.actions)).toEqual(['today', 'revoke', 'shout'])
})

test('a name that has a role in one world has none in the world public', async () => {
  await using here = await testWorld({ servers: broker.url })
  await using there = await testWorld({ servers: broker.url })
  await here.agent(weather, { roles: { owner: ['olga'] } })
  const stranger = await there.client({ name: 'olga' })
  await expect(stranger.public.peer(Weather).revoke({})).rejects.toEqual(failure('FORBIDDEN', 'olga does not have'))
  expect(await (await here.client({ name: 'olga' })).peer(Weather).revoke({})).toBe('olga')
})

test('a public stream is heard in both worlds, another one in its own only', async () => {
  await using here = await testWorld({ servers: broker.url })
  await using there = await testWorld({ servers: broker.url })
  await here.agent(weather)
  const near = await here.client()
  const far = await there.client()
  const shouts = far.public.peer(Weather).shout({}, { streams: ['weather:sky'], steps: 1 })
  for await (const { status } of shouts.statuses()) if (status === 'received') break
  await near.peer(Weather).look({ sky: 'blue' })
  expect(await shouts.result).toEqual({ loud: 'BLUE' })
  const spy = far.public.peer(Weather).shout({}, { streams: ['weather:barometer'] })
  await expect(spy.result).rejects.toEqual(failure('UNKNOWN_STREAM', 'barometer'))
})

test('who is cancelled in one world is not the one of the same name and id in another', async () => {
  await using here = await testWorld({ servers: broker.url })
  await here.agent(weather)
  const near = await here.client({ name: 'bob' })
  const handle = near.peer(Weather).shout({}, { streams: ['weather:sky'], steps: 1 })
  for await (const { status } of handle.statuses()) if (status === 'received') break
  await using namesake = await connect({ servers: broker.url, world: 'public', name: 'bob', beatMs: 300 })
  const { id, requester } = parseUuid(handle.uuid)
  await expect(namesake.operator.steer({ id, requester, target: 'weather' }, 'cancel')).rejects.toMatchObject({ code: 'NOT_HELD' })
  expect(handle.status).not.toBe('completed')
  await near.peer(Weather).look({ sky: 'grey' })
  expect(await handle.result).toEqual({ loud: 'GREY' })
})
