import { action, defineAgent } from '@parley/runtime'
import { type BehaviourEvent, type BehaviourOptions, behaviour, type StateMeta, setup } from '@parley/runtime/behaviour'
import * as z from 'zod'

const nothing = z.object({})

/** A lamp that is turned on and off, and that is not to be disturbed while it is repaired. It blinks by itself. */
const machine = setup({ types: { events: {} as BehaviourEvent, meta: {} as StateMeta } }).createMachine({
  initial: 'off',
  states: {
    off: { meta: { takes: ['turn', 'repair'] }, on: { 'parley.done.turn': 'on', 'parley.started.repair': 'open' } },
    on: {
      meta: { takes: ['turn'], starts: [{ action: 'blink', args: { for: '<partner>' }, afterMs: 1_000, everyMs: 500 }] },
      on: { 'parley.done.turn': 'off' },
    },
    open: { meta: { otherwise: 'queue' }, on: { 'parley.done.repair': 'off', 'parley.failed.repair': 'broken' } },
    broken: {},
  },
})

/** A lamp of its own for one test, and what it does: a repair lasts until it is let go. */
export function lamp(how: Partial<BehaviourOptions> = {}) {
  const blinks: string[] = []
  const repairs: (() => void)[] = []
  const agent = defineAgent({
    name: 'lamp',
    concurrency: 2,
    behaviour: behaviour({ machine, ...how }),
    actions: {
      turn: action({ input: nothing, output: z.string() }, () => 'click'),
      repair: action({ input: nothing }, (_, { signal }) => {
        return new Promise<void>((done) => {
          repairs.push(done)
          signal.addEventListener('abort', () => done())
        })
      }),
      blink: action({ input: z.object({ for: z.string() }) }, (args) => void blinks.push(args.for)),
    },
  })
  return { agent, blinks, letGo: () => repairs.shift()?.() }
}
