import { setTimeout as think } from 'node:timers/promises'
import { action, contract, defineAgent } from '@parley/runtime'
import * as z from 'zod'

export const Guesser = contract({
  name: 'guesser',
  actions: { guess: action({ input: z.object({ jar: z.string() }), output: z.int() }) },
})

export default defineAgent(Guesser, {
  config: z.object({ thinksMs: z.number() }),
  handlers: {
    async guess({ jar }, { config, signal }) {
      await think(config.thinksMs, undefined, { signal }) // whoever is late stops thinking
      return jar.length * 100 + Math.round(config.thinksMs / 10)
    },
  },
})
