import {
  checkInteraction,
  decode,
  type InteractionMessage,
  isPack,
  MAX_STEPS,
  unpackRequests,
  type Wire,
  type WireMap,
} from '@parley/protocol'
import { expect, test, vi } from 'vitest'
import * as z from 'zod'
import { action } from '../agent/action.ts'
import { defineAgent } from '../agent/definition.ts'
import { testWorld } from '../testing/world.ts'
import type { SendOptions } from './call.ts'

/** A client beside an agent that takes any arguments, what went to it, and what it took. */
async function setUp() {
  const world = await testWorld()
  const taken: unknown[] = []
  const agent = defineAgent({
    name: 'bob',
    actions: { take: action({ input: z.record(z.string(), z.custom<Wire>()) }, (args) => void taken.push(args)) },
    placeholders: { '<eval_steps>': 3 },
  })
  await world.agent(agent)
  const client = await world.client({ name: 'alice' })
  const requests: InteractionMessage[] = []
  const bus = await world.bus()
  bus.subscribe(`parley.${world.name}.interaction.bob.alice`, ({ data }) => {
    const value = decode(data)
    if (isPack(value))
      unpackRequests(value, { message: (_, request) => requests.push(request), bad: (_, error) => expect.fail(error.message) })
    else requests.push(checkInteraction(value))
  })
  await bus.flush()
  const send = (opts: SendOptions, args: Record<string, Wire> = { value: 1 }) => client.send(client.peer(agent).take, args, opts)
  return { taken, requests, send, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() }
}

test('I-1 the states that are said travel with the request, and nothing does that is not said', async () => {
  await using t = await setUp()
  await t.send({ fromState: 'idle', toState: 'done' }).result.catch(() => {}) // it has no states
  await t.send({}).result
  expect(t.requests[0]).toMatchObject({ fromState: 'idle', toState: 'done', numSteps: -1, args: { value: 1 } })
  for (const absent of ['fromState', 'toState', 'volatile', 'streams', 'samples', 'callback'])
    expect(t.requests[1]).not.toHaveProperty(absent)
})

test('I-89 a volatile one ends ok with its delivery, and its target runs it all the same', async () => {
  await using t = await setUp()
  const handle = t.send({ volatile: true })
  expect(handle.status).toBe('completed')
  expect(await handle.result).toBeUndefined()
  await vi.waitUntil(() => t.taken.length === 1)
  expect(t.requests[0]).toMatchObject({ volatile: true })
})

test('I-27 a placeholder travels as it is, for its target to replace', async () => {
  await using t = await setUp()
  t.send({ steps: '<eval_steps>' })
  await vi.waitUntil(() => t.requests.length === 1)
  expect(t.requests[0]!.numSteps).toBe('<eval_steps>')
})

test('I-38 a callback never leaves the process', async () => {
  await using t = await setUp()
  await t.send({ callback: () => {} }).result
  expect(t.requests[0]).not.toHaveProperty('callback')
})

test.each<[string, SendOptions]>([
  ['timeoutMs', { timeoutMs: 500 }],
  ['steps', { steps: 3 }],
  ['priority', { priority: 2 }],
  ['detached', { detached: true }],
  ['fromState', { fromState: 'idle' }],
  ['volatile', { volatile: true }],
])('I-40 an argument named %s is refused before the send when it differs from the option', async (name, opts) => {
  await using t = await setUp()
  expect(() => t.send(opts, { value: 1, [name]: 'other' })).toThrow(
    expect.objectContaining({ code: 'BAD_REQUEST', message: expect.stringContaining(`args.${name}: got "other"`) }),
  )
  for (const sent of [
    t.send(opts, { value: 1, [name]: opts[name as keyof SendOptions] as Wire }),
    t.send({}, { value: 1, [name]: 'other' }),
  ])
    await sent.result.catch(() => {})
  expect(t.requests.map(({ args }) => (args as WireMap)[name])).toEqual([opts[name as keyof SendOptions], 'other'])
})

test.each<[string, SendOptions]>([
  ['timeoutMs', { timeoutMs: 0 }],
  ['steps', { steps: 0 }],
  ['steps', { steps: MAX_STEPS + 1 }],
  ['fromState', { fromState: '' }],
  ['toState', { toState: 5 as never }],
  ['volatile', { volatile: 'yes' as never }],
])('%s is checked before the send: %j', async (field, opts) => {
  await using t = await setUp()
  expect(() => t.send(opts)).toThrow(expect.objectContaining({ code: 'BAD_REQUEST', message: expect.stringContaining(`${field}: got `) }))
})
