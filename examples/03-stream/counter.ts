import { setTimeout as pause } from 'node:timers/promises'
import { action, contract, defineAgent } from '@parley/runtime'
import * as z from 'zod'

export const Counter = contract({
  name: 'counter',
  actions: {
    count: action({ input: z.object({ to: z.int() }), yields: z.int() }),
    howDidItEnd: action({ input: z.object({}), output: z.string() }),
  },
})

export default defineAgent(Counter, {
  start: () => ({ ended: 'not at all' }),
  handlers: {
    async *count({ to }, ctx) {
      let last = 0
      try {
        while (last < to) {
          await pause(50, undefined, { signal: ctx.signal })
          yield ++last
        }
      } finally {
        ctx.state.ended = ctx.signal.aborted ? `left at ${last}, its signal fired` : `whole, at ${last}`
      }
    },
    // An actor does one thing at a time: this answer waits until the count is over.
    howDidItEnd: (_, ctx) => ctx.state.ended,
  },
})
