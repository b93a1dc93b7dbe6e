import { action, contract, defineAgent } from '@parley/runtime'
import * as z from 'zod'
import { collect } from '../heap.ts'

const payload = z.object({ n: z.int(), text: z.string() })
const nothing = z.object({})

/** Keeps interactions open until it is told to let them go; answers others beside. */
export const Holder = contract({
  name: 'holder',
  actions: {
    hold: action({ input: z.object({ n: z.int() }) }),
    /** How many are open: what was sent before this question has arrived. */
    held: action({ input: nothing, output: z.int() }),
    release: action({ input: nothing }),
    echo: action({ input: payload, output: payload }),
    /** Collects what is garbage and gives the bytes of what is left. */
    collect: action({ input: nothing, output: z.int() }),
  },
})

export default defineAgent(Holder, {
  concurrency: 1_000_000,
  start: (): (() => void)[] => [],
  handlers: {
    hold: (_, { state }) => new Promise<void>((resolve) => state.push(resolve)),
    held: (_, { state }) => state.length,
    release: (_, { state }) => {
      for (const end of state.splice(0)) end()
    },
    echo: (args) => args,
    collect,
  },
})
