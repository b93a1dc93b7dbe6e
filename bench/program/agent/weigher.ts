import { action, contract, defineAgent } from '@parley/runtime'
import * as z from 'zod'
import { numberOf } from '../payload.ts'

/** Takes something large and says what it was. */
export const Weigher = contract({
  name: 'weigher',
  actions: {
    weigh: action({ input: z.object({ load: z.instanceof(Uint8Array) }), output: z.object({ size: z.int(), n: z.int() }) }),
  },
})

export default defineAgent(Weigher, {
  handlers: { weigh: ({ load }) => ({ size: load.length, n: numberOf(load) }) },
})
