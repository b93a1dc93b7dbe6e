import { setTimeout as dig } from 'node:timers/promises'
import { action, contract, defineAgent } from '@parley/runtime'
import * as z from 'zod'

export const Digger = contract({
  name: 'digger',
  actions: { dig: action({ input: z.object({ metres: z.int().positive() }), yields: z.int() }) },
})

export default defineAgent(Digger, {
  handlers: {
    async *dig({ metres }, { signal }) {
      for (let metre = 1; metre <= metres; metre++) {
        await dig(50, undefined, { signal })
        yield metre // the end of a step: here it can be paused
      }
    },
  },
})
