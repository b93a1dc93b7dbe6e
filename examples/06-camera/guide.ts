import { action, contract, defineAgent, processor, slot } from '@parley/runtime'
import * as z from 'zod'

export const Guide = contract({
  name: 'guide',
  actions: {
    // A step takes one sample of each of its streams: so there is a prompt for every frame, the same until somebody asks for another.
    process: processor({ stdin: { picture: slot.image() }, stdout: { prompt: slot.text() } }),
    ask: action({ input: z.object({ prompt: z.string() }) }),
  },
})

/** @public The network file names it. */
export default defineAgent(Guide, {
  start: () => ({ prompt: 'what is it?' }),
  handlers: {
    process: (_, { state }) => ({ prompt: state.prompt }),
    ask({ prompt }, { state }) {
      state.prompt = prompt
    },
  },
})
