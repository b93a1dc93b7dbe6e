import { action, type Client, connect, contract, defineAgent, startAgent } from '@parley/runtime'
import { testWorld } from '@parley/runtime/testing'
import { expect, test, vi } from 'vitest'
import * as z from 'zod'

vi.stubEnv('PARLEY_LOG', 'silent') // one of those gathered calls itself, and is refused

/** Exactly the same type: not one that happens to fit. */
type Eq<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

/** Compiles only when the type argument is `true`. */
function same<_ extends true>(): void {}

export const Shortener = contract({
  name: 'shortener',
  actions: {
    shorten: action({ input: z.object({ text: z.string(), words: z.number().default(20) }), output: z.string() }),
    stream: action({ input: z.object({ text: z.string() }), yields: z.string(), output: z.number() }),
    fire: action({ input: z.object({}) }),
  },
})

const shortener = defineAgent(Shortener, {
  config: z.object({ lang: z.string() }),
  start: async ({ config }) => ({ seen: new Map<string, number>(), lang: config.lang }),
  stop: (state) => state.seen.clear(),
  handlers: {
    async shorten({ text, words }, ctx) {
      same<Eq<typeof words, number>>()
      same<Eq<typeof ctx.state.seen, Map<string, number>>>()
      same<Eq<typeof ctx.config, { lang: string }>>()
      ctx.state.seen.set(text, words)
      if (words === 0) return ctx.config.lang
      const again = await ctx.peer(Shortener, 'other').shorten({ text, words: 0 })
      same<Eq<typeof again, string>>()
      return again + text.split(' ').slice(0, words).join(' ')
    },
    async *stream({ text }) {
      yield* text.split(' ')
      return 1
    },
    fire() {},
  },
})

export const tiny = defineAgent({
  name: 'tiny',
  concurrency: 4,
  actions: {
    echo: action({ input: z.object({ text: z.string() }), output: z.string() }, async ({ text }) => text),
    parts: action({ input: z.object({ text: z.string() }), yields: z.string() }, async function* ({ text }) {
      yield text
    }),
  },
})

async function useEverything(client: Client): Promise<void> {
  const s = client.peer(Shortener)
  const t = client.peer<typeof tiny>('tiny')
  const a = await s.shorten({ text: 'a b c', words: 2 }, { timeoutMs: 5_000 })
  const e = await t.echo({ text: 'x' })
  const v = await s.fire({})
  same<Eq<typeof a, string>>()
  same<Eq<typeof e, string>>()
  same<Eq<typeof v, void>>()
  expect([a, e, v]).toEqual(['dea b', 'x', undefined])

  const stream = s.stream({ text: 'x y' })
  const words: string[] = []
  for await (const x of stream) {
    same<Eq<typeof x, string>>()
    words.push(x)
  }
  const n = await stream.result
  same<Eq<typeof n, number>>()
  expect([words, n]).toEqual([['x', 'y'], 1])
  for await (const x of t.parts({ text: 'x' })) same<Eq<typeof x, string>>()

  const handle = client.send(s.shorten, { text: 'x' })
  const r = await handle.result
  same<Eq<typeof r, string>>()
  for await (const { status } of handle.statuses()) {
    const text: string = status
    expect(text).toBe('completed')
  }

  const gathered = await client.gather(
    [client.peer(Shortener).shorten, client.peer(Shortener, 'other').shorten],
    { text: 'x' },
    { need: 1 },
  )
  for (const outcome of Object.values(gathered.outcomes)) if (outcome.ok) same<Eq<typeof outcome.result, string>>()
  expect(gathered.met).toBe(true)

  // a handle that is no thenable survives an async return
  const start = async () => client.send(s.shorten, { text: 'x' })
  const h = await start()
  same<Eq<Awaited<ReturnType<typeof start>>, typeof h>>()
  expect(await h.result).toBe('dex')

  // samples of an action that yields none
  const none = client.send(s.shorten, { text: 'x' })
  for await (const x of none) same<Eq<typeof x, never>>()

  same<Eq<Parameters<typeof s.shorten>[0], { text: string; words?: number | undefined }>>()
  // biome-ignore lint/suspicious/noExplicitAny: that it is not any is what is checked
  same<Eq<Eq<Awaited<ReturnType<typeof s.shorten>>, any>, false>>()
}

test('what a user writes by the guide compiles to exact types, and runs', async () => {
  await using world = await testWorld()
  await world.agent(shortener, { config: { lang: 'de' } })
  await world.agent(shortener, { config: { lang: 'de' }, name: 'other' })
  await world.agent(tiny)
  await useEverything(await world.client())
})

/** Never run: each line is a mistake that must not compile. */
export async function mistakes(client: Client): Promise<void> {
  // @ts-expect-error the check itself can fail
  same<Eq<string, unknown>>()
  const s = client.peer(Shortener)
  // @ts-expect-error a field of another name
  client.send(s.shorten, { txt: 'x' })
  // @ts-expect-error a field of another type
  s.shorten({ text: 5 })
  // @ts-expect-error no such action
  s.lengthen({ text: 'x' })
  // @ts-expect-error no such option
  s.shorten({ text: 'x' }, { timeoutS: 1 })
  // @ts-expect-error a Date is not wire
  action({ input: z.object({ d: z.date() }) })
  // @ts-expect-error a Map is not wire
  action({ input: z.object({ m: z.map(z.string(), z.string()) }) })
  // @ts-expect-error the result is a string
  const n: number = await s.shorten({ text: 'x' })
  const lacking = { shorten: async () => '' }
  // @ts-expect-error missing handlers
  defineAgent(Shortener, { handlers: lacking })
  // @ts-expect-error a generator is expected
  defineAgent(Shortener, { handlers: { shorten: async () => '', stream: async () => 1, fire() {} } })
  // biome-ignore lint/suspicious/noThenProperty: it is what is refused
  const thenable = { then: action({ input: z.object({}) }) }
  // @ts-expect-error an await of the peer would call it: reserved
  contract({ name: 'b', actions: thenable })
  // @ts-expect-error another result than the schema's
  action({ input: z.object({}), output: z.number() }, () => 'x')
  // @ts-expect-error an inline agent has its handlers in its actions
  defineAgent({ name: 'x', actions: {}, handlers: {} })
  // @ts-expect-error gather takes one and the same signature
  client.gather([s.shorten, s.fire], { text: 'x' })
  // @ts-expect-error a contract is no agent: it has no code
  await startAgent(Shortener)
  // @ts-expect-error no such place
  await connect({ server: 'nats://127.0.0.1:4222' })
  void n
}
