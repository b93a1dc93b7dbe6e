import { action, contract, defineAgent, stream } from '@parley/runtime'
import * as z from 'zod'

/** What is measured. The streams of these names are one group: they go out together, once each of them has something. */
export const KINDS = ['wind', 'rain', 'warmth'] as const

export const Hub = contract({
  name: 'hub',
  streams: {
    wind: stream.text({ group: 'weather' }),
    rain: stream.text({ group: 'weather' }),
    warmth: stream.text({ group: 'weather' }),
  },
  actions: { publish: action({ input: z.object({ kind: z.enum(KINDS), text: z.string() }) }) },
})

/** @public The network names it. */
export default defineAgent(Hub, {
  handlers: { publish: ({ kind, text }, { streams }) => streams.write(kind, text) },
})
