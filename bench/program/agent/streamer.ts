import { action, contract, defineAgent } from '@parley/runtime'
import * as z from 'zod'
import { bytesOf } from '../payload.ts'

export const Streamer = contract({
  name: 'streamer',
  actions: { samples: action({ input: z.object({ count: z.int(), size: z.int() }), yields: z.instanceof(Uint8Array) }) },
})

export default defineAgent(Streamer, {
  handlers: {
    async *samples({ count, size }) {
      for (let n = 0; n < count; n++) yield bytesOf(n, size)
    },
  },
})
