import { setTimeout as pass } from 'node:timers/promises'
import { action, contract, defineAgent } from '@parley/runtime'
import { type BehaviourEvent, behaviour, type StateMeta, setup } from '@parley/runtime/behaviour'
import * as z from 'zod'

export const Courier = contract({
  name: 'courier',
  actions: {
    carry: action({ input: z.object({ what: z.string(), kg: z.number() }), output: z.string() }),
    // No state takes these: it does them by itself only.
    round: action({ input: z.object({ through: z.string() }), output: z.string() }),
    whistle: action({ input: z.object({}), output: z.string() }),
    rest: action({ input: z.object({ after: z.string() }), output: z.string() }),
  },
})

const machine = setup({ types: { events: {} as BehaviourEvent, meta: {} as StateMeta } }).createMachine({
  initial: 'idle',
  states: {
    idle: {
      meta: { takes: ['carry'], starts: [{ action: 'round', args: { through: 'the world <world>' }, afterMs: 1_000 }] },
      on: { 'parley.started.carry': 'working', 'parley.started.round': 'working' },
    },
    working: {
      meta: { otherwise: 'queue', starts: [{ action: 'whistle', everyMs: 350 }] },
      on: { 'parley.done.carry': 'idle', 'parley.done.round': 'idle', 'parley.failed.carry': 'resting', 'parley.failed.round': 'idle' },
    },
    resting: {
      meta: { otherwise: 'reject', starts: [{ action: 'rest', args: { after: 'what <partner> gave me' } }] },
      on: { 'parley.done.rest': 'idle', 'parley.failed.rest': 'idle' },
    },
  },
})

/** @public The network names it. */
export default defineAgent(Courier, {
  concurrency: 2, // it whistles while it works; that it carries one thing at a time is its behaviour
  behaviour: behaviour({ machine }),
  handlers: {
    async carry({ what, kg }, { signal }) {
      await pass(800, undefined, { signal })
      if (kg > 50) throw new Error(`${what} is too heavy for me`)
      return `${what} is where it belongs`
    },
    async round({ through }, { signal }) {
      await pass(1_200, undefined, { signal })
      return `once through ${through}: all is well`
    },
    whistle: () => '♪ ♫',
    async rest({ after }, { signal }) {
      await pass(1_200, undefined, { signal })
      return `a good rest, after ${after}`
    },
  },
})
