import { describe, expect, test, vi } from 'vitest'
import * as z from 'zod'
import { action } from './agent/action.ts'
import { contract } from './agent/contract.ts'
import { defineAgent } from './agent/definition.ts'
import { connect, startAgent } from './connect.ts'
import { ManualClock } from './testing/manual-clock.ts'
import { probe } from './testing/probe.ts'
import { testWorld } from './testing/world.ts'

/** Nobody listens there. */
const NOWHERE = 'nats://user:secret@127.0.0.1:9'

const started = vi.fn()
const stopped = vi.fn()
const Clerk = contract({ name: 'clerk', actions: { lang: action({ input: z.object({}), output: z.string() }) } })
const clerk = defineAgent(Clerk, {
  config: z.object({ lang: z.string(), deep: z.object({ n: z.number() }).default({ n: 1 }) }),
  start({ config }) {
    started(config)
    return { lang: config.lang }
  },
  stop: stopped,
  handlers: { lang: (_, { state }) => state.lang },
})

describe('an agent does not start', () => {
  test.each<[unknown, string]>([
    [undefined, 'clerk: config: got nothing, expected object'],
    [{}, 'clerk: config.lang: got nothing, expected string'],
    [{ lang: 'de', deep: { n: 'x' } }, 'clerk: config.deep.n: got a string, expected number'],
  ])('with the configuration %j', async (config, message) => {
    started.mockClear()
    await expect(startAgent(clerk, { config, servers: NOWHERE })).rejects.toMatchObject({ code: 'BAD_CONFIG', message })
    expect(started).not.toHaveBeenCalled()
  })

  test('with a configuration that it does not take', async () => {
    await expect(startAgent(probe(), { config: { lang: 'de' } })).rejects.toMatchObject({
      ...{ code: 'BAD_CONFIG', message: 'probe: takes no configuration, got a map' },
    })
  })

  test.each([undefined, null, 5, {}, Clerk])('when it is none', async (definition) => {
    await expect(startAgent(definition as never)).rejects.toMatchObject({
      code: 'BAD_DEFINITION',
      message: expect.stringContaining('defineAgent'),
    })
  })

  test.each(['system', 'cli-1', 'No', ''])('under the name %j', async (name) => {
    await expect(startAgent(probe(), { name })).rejects.toMatchObject({ code: 'BAD_NAME', field: 'name' })
  })

  test('in a world whose name is none', async () => {
    await expect(startAgent(probe(), { world: 'a.b' })).rejects.toMatchObject({ code: 'BAD_NAME', field: 'world' })
    await expect(connect({ world: 'a.b' })).rejects.toMatchObject({ code: 'BAD_NAME', field: 'world' })
  })

  test('without a broker: it is told where was looked, no password is, and what had begun is stopped', async () => {
    stopped.mockClear()
    const failed = startAgent(clerk, { config: { lang: 'de' }, servers: NOWHERE })
    await expect(failed).rejects.toMatchObject({
      code: 'BROKER_UNAVAILABLE',
      retryable: true,
      message: expect.stringContaining('127.0.0.1:9'),
    })
    await expect(failed).rejects.not.toMatchObject({ message: expect.stringContaining('secret') })
    expect(stopped).toHaveBeenCalledExactlyOnceWith({ lang: 'de' })
  })

  test('when its own start throws: with that error', async () => {
    const broken = defineAgent(Clerk, {
      start: () => {
        throw new RangeError('no')
      },
      handlers: { lang: () => '' },
    })
    await expect(startAgent(broken, { servers: NOWHERE })).rejects.toThrow(RangeError)
  })
})

test('an agent gets its configuration as its schema makes it, its state, and its stop once', async () => {
  await using world = await testWorld()
  started.mockClear()
  stopped.mockClear()
  const agent = await world.agent(clerk, { config: { lang: 'de' } })
  const client = await world.client()
  expect(started).toHaveBeenCalledExactlyOnceWith({ lang: 'de', deep: { n: 1 } })
  expect(await client.peer(Clerk).lang({})).toBe('de')
  await agent.close()
  await agent.close()
  expect(stopped).toHaveBeenCalledExactlyOnceWith({ lang: 'de' })
  await expect(client.peer(Clerk).lang({})).rejects.toMatchObject({ code: 'NO_RESPONDERS' })
})

test('a client without a name has one of its own; a given one must be one', async () => {
  await using world = await testWorld()
  const [one, two] = [await world.client(), await world.client()]
  expect(one.name).toMatch(/^client-[0-9a-f]{8}$/)
  expect(one.name).not.toBe(two.name)
  expect((await world.client({ name: 'alice' })).name).toBe('alice')
  await expect(world.client({ name: 'No' })).rejects.toMatchObject({ code: 'BAD_NAME', field: 'name' })
})

test('a client is not asked: it only describes itself', async () => {
  await using world = await testWorld()
  await world.client({ name: 'alice' })
  const peer = (await world.client()).peer('alice') as Record<string, (args: unknown) => PromiseLike<unknown>>
  expect(await peer.describe!(null)).toMatchObject({ agent: 'alice', actions: {} })
  await expect(Promise.resolve(peer.work!({}))).rejects.toMatchObject({ code: 'UNKNOWN_ACTION' })
})

test('one that is closed while the broker is away leaves no timer behind, and says nothing more', async () => {
  const clock = new ManualClock()
  await using world = await testWorld({ clock })
  const agent = await world.agent(probe())
  agent.bus.cut()
  await agent.close()
  const publish = vi.spyOn(agent.bus, 'publish')
  clock.advance(60_000)
  expect([clock.timers, publish.mock.calls]).toEqual([0, []])
})
