import { setTimeout as read } from 'node:timers/promises'
import { action, contract, defineAgent, type Inputs, processor, slot } from '@parley/runtime'
import * as z from 'zod'

/** One may listen to all of it or to a part. `queue`: all that is said, in order. `latest`: the newest, whenever there is time for it. */
const slots = (policy: 'queue' | 'latest') => {
  const text = slot.text({ policy, default: '' })
  return { stdin: { wind: text, rain: text, warmth: text }, stdout: { report: slot.text() } }
}

export const Subscriber = contract({
  name: 'subscriber',
  actions: {
    listen: processor(slots('queue')),
    glance: processor(slots('latest')),
    heard: action({ input: z.object({}), output: z.int() }),
  },
})

interface Reader {
  readonly state: { heard: number }
  readonly config: { readonly readsMs: number }
  readonly signal: AbortSignal
}

/** @public The network names it. */
export default defineAgent(Subscriber, {
  config: z.object({ readsMs: z.number() }),
  start: () => ({ heard: 0 }),
  handlers: { listen: tell, glance: tell, heard: (_, { state }) => state.heard },
})

async function tell({ wind, rain, warmth }: Inputs<ReturnType<typeof slots>>, { state, config, signal }: Reader) {
  state.heard++
  await read(config.readsMs, undefined, { signal })
  return { report: [wind, rain, warmth].filter(Boolean).join(', ') }
}
