import { readFileSync } from 'node:fs'
import { action, contract, defineAgent } from '@parley/runtime'
import * as z from 'zod'

export const Greeter = contract({
  name: 'greeter',
  actions: {
    greet: action({ input: z.object({ name: z.string() }), output: z.string() }),
    whereabouts: action({
      input: z.object({}),
      output: z.object({ pid: z.number(), url: z.string(), neighbour: z.string(), lang: z.string() }),
    }),
    slow: action({ input: z.object({ ms: z.number() }), output: z.string() }),
    count: action({ input: z.object({}), yields: z.number(), output: z.number() }),
    exit: action({ input: z.object({ code: z.number() }) }),
    fail: action({ input: z.object({}) }),
  },
})

export default defineAgent(Greeter, {
  config: z.object({ lang: z.enum(['en', 'de']) }),
  start: ({ config }) => {
    console.log(`speaking ${config.lang}`)
    return config
  },
  handlers: {
    greet: ({ name }, ctx) => `${ctx.state.lang === 'de' ? 'Hallo' : 'Hello'} ${name}`,
    whereabouts: (_, ctx) => ({
      pid: process.pid,
      url: import.meta.url,
      neighbour: readFileSync(new URL('./neighbour.txt', import.meta.url), 'utf8').trim(),
      lang: ctx.config.lang,
    }),
    slow: async ({ ms }) => {
      await new Promise((resolve) => setTimeout(resolve, ms))
      return 'done'
    },
    async *count() {
      for (let n = 1; ; n++) yield n
    },
    exit: ({ code }) => process.exit(code),
    fail: () => {
      throw new Error('no voice')
    },
  },
})
