import { expect, test, vi } from 'vitest'
import * as z from 'zod'
import { action } from '../agent/action.ts'
import { defineAgent } from '../agent/definition.ts'
import { testWorld } from '../testing/world.ts'
import { stream } from './declare.ts'

const eye = defineAgent({
  name: 'eye',
  streams: { words: stream.text() },
  actions: {
    say: action({ input: z.object({ word: z.string() }) }, async ({ word }, ctx) => {
      await ctx.streams.write('words', word)
    }),
  },
})

const reader = defineAgent({
  name: 'reader',
  actions: {
    listen: action({ input: z.object({ to: z.string() }), output: z.string() }, async ({ to }, ctx) => {
      await ctx.streams.add(to)
      await ctx.streams.add(to)
      return `${ctx.streams.names} ${await ctx.streams.read(0)}`
    }),
  },
})

test('I-54, I-97 a handler adds a stream and reads it, and what it has added goes with the interaction', async () => {
  await using world = await testWorld()
  await world.agent(eye)
  const agent = await world.agent(reader)
  const client = await world.client()
  const heard = client.peer(reader).listen({ to: 'eye:words' })
  let done = false
  const result = heard.then((text) => {
    done = true
    return text
  })
  await vi.waitUntil(async () => {
    await client.peer(eye).say({ word: 'hello' })
    return done
  })
  expect(await result).toBe('eye:words hello')
  await expect(client.peer(reader).listen({ to: 'eye:nothing' })).rejects.toMatchObject({ code: 'UNKNOWN_STREAM' })
  expect(agent.bus.state).toBe('connected')
})
