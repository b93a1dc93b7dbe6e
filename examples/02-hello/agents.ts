import { action, contract, defineAgent } from '@parley/runtime'
import * as z from 'zod'

/** What others need to know of Bob: no line of his code. */
const Bob = contract({ name: 'bob', actions: { hello: action({ input: z.object({ from: z.string() }), output: z.string() }) } })

/** @public The network names it. */
export const bob = defineAgent(Bob, {
  handlers: { hello: ({ from }) => `Hello ${from}, this is Bob in process ${process.pid}.` },
})

export const alice = defineAgent({
  name: 'alice',
  actions: {
    meet: action({ input: z.object({}), output: z.string() }, (_, ctx) => ctx.peer(Bob).hello({ from: `Alice in process ${process.pid}` })),
  },
})
