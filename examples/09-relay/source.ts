import { action, contract, defineAgent } from '@parley/runtime'
import * as z from 'zod'
import { Hub, KINDS } from './hub.ts'

export const Source = contract({
  name: 'source',
  actions: { measure: action({ input: z.object({ times: z.int().positive() }) }) },
})

/** What there is to measure in an hour. */
export const READINGS = {
  wind: (hour: number) => `wind ${5 + ((hour * 7) % 20)} km/h`,
  rain: (hour: number) => `rain ${(hour * 3) % 5} mm`,
  warmth: (hour: number) => `${10 + ((hour * 5) % 12)} °C`,
}

/** @public The network names it. */
export default defineAgent(Source, {
  config: z.object({ kind: z.enum(KINDS) }),
  start: () => ({ hour: 0 }),
  handlers: {
    async measure({ times }, ctx) {
      const { kind } = ctx.config
      for (let i = 0; i < times; i++) await ctx.peer(Hub).publish({ kind, text: READINGS[kind](++ctx.state.hour) })
    },
  },
})
