import { action, defineAgent } from '@parley/runtime'
import * as z from 'zod'
import { Greeter } from './greeter.ts'

/** Asks another agent, to show that the two find each other. */
export const asker = defineAgent({
  name: 'asker',
  actions: {
    ask: action({ input: z.object({ name: z.string() }), output: z.string() }, ({ name }, ctx) => ctx.peer(Greeter).greet({ name })),
    environment: action({ input: z.object({ key: z.string() }), output: z.string().nullable() }, ({ key }) => process.env[key] ?? null),
  },
})

export const notAnAgent = { name: 'asker' }
