import { type Client, contract, defineAgent, type FileSample, processor, slot, stream, type Tensor, type Wire } from '@parley/runtime'
import { testWorld } from '@parley/runtime/testing'
import { expect, test } from 'vitest'
import * as z from 'zod'

// What a processor infers: values of slots, outputs, and what its caller gets.

/** Exactly the same type: not one that happens to fit. */
type Eq<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

/** Compiles only when the type argument is `true`. */
function same<_ extends true>(): void {}

export const Learner = contract({
  name: 'learner',
  streams: { notes: stream.json({ group: 'diary' }) },
  actions: {
    process: processor({ stdin: { text: slot.text(), mark: slot.text({ default: '!' }) }, stdout: { loud: slot.text() } }),
    learn: processor({
      stdin: { x: slot.tensor({ dtype: 'float32', shape: [null, 2] }) },
      stdtar: { y: slot.json() },
      stdout: { loss: slot.json() },
      input: z.object({ rate: z.number().default(0.1) }),
    }),
    keep: processor({ stdin: { file: slot.file(), picture: slot.image(), any: slot.any() } }),
  },
})

const learner = defineAgent(Learner, {
  start: () => ({ kept: 0 }),
  handlers: {
    process({ text, mark }, ctx) {
      same<Eq<typeof text, string>>()
      same<Eq<typeof mark, string>>()
      same<Eq<typeof ctx.step, number>>()
      same<Eq<typeof ctx.missed, Readonly<Record<string, number>>>>()
      return { loud: text.toUpperCase() + mark }
    },
    async learn({ x, y }, { args, state }) {
      same<Eq<typeof x, Tensor>>()
      same<Eq<typeof y, Wire>>()
      same<Eq<typeof args, { rate: number }>>()
      same<Eq<typeof state, { kept: number }>>()
      return { loss: args.rate }
    },
    keep({ file, picture, any }, { state }) {
      same<Eq<typeof file, FileSample>>()
      same<Eq<typeof picture, Uint8Array>>()
      same<Eq<typeof any, Wire>>()
      state.kept++
    },
  },
})

export const inline = defineAgent({
  name: 'inline',
  actions: { process: processor({ stdin: { n: slot.json() }, stdout: { n2: slot.json() } }, ({ n }) => ({ n2: n })) },
})

async function use(client: Client): Promise<void> {
  const peer = client.peer(Learner)
  for await (const outputs of peer.process({}, { streams: ['a:b'], steps: 2 })) same<Eq<typeof outputs, { readonly loud: string }>>()
  const last = await peer.process({}, { samples: ['x'] }).result
  same<Eq<typeof last, { readonly loud: string }>>()
  for await (const { n2 } of client.peer<typeof inline>('inline').process({})) same<Eq<typeof n2, Wire>>()
  // @ts-expect-error its arguments have no such key
  peer.learn({ pace: 1 })
  // @ts-expect-error no such place for a stream
  peer.process({}, { streams: { stdout: ['a:b'] } })
  const numbers = () => ({ loud: 1 })
  // @ts-expect-error an output of another type
  defineAgent({ name: 'x', actions: { process: processor({ stdin: {}, stdout: { loud: slot.text() } }, numbers) } })
  const others = () => ({ quiet: '' })
  // @ts-expect-error an output slot without a value
  defineAgent({ name: 'x', actions: { process: processor({ stdin: {}, stdout: { loud: slot.text() } }, others) } })
  // @ts-expect-error a default of another type
  slot.text({ default: 1 })
}

test('what compiles also runs', async () => {
  await using world = await testWorld()
  await world.agent(learner)
  const client = await world.client()
  expect(await client.peer(Learner).process({}, { samples: ['hi', '?'] }).result).toEqual({ loud: 'HI?' })
  expect(use).toBeTypeOf('function')
})
