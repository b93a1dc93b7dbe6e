import { action, defineAgent } from '@parley/runtime'
import * as z from 'zod'

/** An agent that can be made to hang: its event loop turns no more. */
export default defineAgent({
  name: 'hanging',
  actions: {
    pid: action({ input: z.object({}), output: z.number() }, () => process.pid),
    hang: action({ input: z.object({}) }, () => {
      while (true);
    }),
  },
})
