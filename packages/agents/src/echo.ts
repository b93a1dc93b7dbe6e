import { setTimeout as sleep } from 'node:timers/promises'
import { action, contract, defineAgent } from '@parley/runtime'
import * as z from 'zod'

/** An agent to try a network with: it gives back what it gets, at once, later, or in pieces. */
export const Echo = contract({
  name: 'echo',
  actions: {
    echo: action({ description: 'Gives the value back.', input: z.object({ value: z.json() }), output: z.json() }),
    wait: action({ description: 'Ends after so many milliseconds.', input: z.object({ ms: z.number().min(0).max(86_400_000) }) }),
    count: action({
      description: 'Yields 1, 2, 3 … with a pause between them.',
      input: z.object({ to: z.int().min(0), everyMs: z.number().min(0).default(0) }),
      yields: z.int(),
    }),
  },
})

export default defineAgent(Echo, {
  concurrency: 100,
  handlers: {
    echo: ({ value }) => value,
    wait: ({ ms }, { signal }) => pause(ms, signal),
    async *count({ to, everyMs }, { signal }) {
      for (let n = 1; n <= to && !signal.aborted; n++) {
        yield n
        if (everyMs > 0) await pause(everyMs, signal)
      }
    },
  },
})

/** Ends early, without an error, when the signal fires: whoever asked has gone. */
const pause = (ms: number, signal: AbortSignal): Promise<void> => sleep(ms, undefined, { signal }).catch(() => {})
