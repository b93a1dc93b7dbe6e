import { setTimeout as sleep } from 'node:timers/promises'
import { action, contract, defineAgent } from '@parley/runtime'
import * as z from 'zod'

const Empty = z.object({})

/** An agent that can be looked at from outside, and does badly what it is asked to do badly. */
export const Witness = contract({
  name: 'witness',
  actions: {
    echo: action({ input: z.object({ text: z.string(), times: z.number().int().min(1).default(1) }), output: z.string() }),
    who: action({ input: Empty, output: z.number() }),
    memory: action({ input: Empty, output: z.number(), description: 'bytes that the process takes' }),
    wait: action({ input: z.object({ ms: z.number() }), output: z.string() }),
    hold: action({ input: Empty, description: 'until it is cancelled' }),
    fail: action({ input: Empty }),
    wrong: action({ input: Empty, output: z.object({ list: z.array(z.number()) }) }),
    huge: action({ input: z.object({ bytes: z.number() }), output: z.string() }),
  },
})

export default defineAgent(Witness, {
  concurrency: 200,
  handlers: {
    echo: ({ text, times }) => text.repeat(times),
    who: () => process.pid,
    memory: () => process.memoryUsage.rss(),
    async wait({ ms }) {
      await sleep(ms)
      return 'waited'
    },
    async hold(_, { signal }) {
      await new Promise((_resolve, cancelled) => signal.addEventListener('abort', () => cancelled(signal.reason)))
    },
    fail() {
      throw new RangeError('out of luck')
    },
    wrong: () => ({ list: [1, 'two'] }) as never,
    huge: ({ bytes }) => 'x'.repeat(bytes),
  },
})
