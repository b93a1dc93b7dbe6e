import type { InstanceOptions, InteractionError, Wire } from '@parley/runtime'
import { ManualClock, type MemoryWorld, testWorld } from '@parley/runtime/testing'
import { Wiretap } from './wiretap.ts'

process.env.PARLEY_LOG ??= 'silent' // handlers that fail are what many of these tests are about

/** A world in memory whose time stands until a test moves it, and whose wire can be read. */
export interface Stage extends MemoryWorld {
  readonly clock: ManualClock
  readonly wire: Wiretap
}

/** Short against every other time of a test. Statuses go out at once: what happens between two of them is not what these tests are about. */
export const BEAT_MS = 1_000

export async function stage(defaults: InstanceOptions = {}): Promise<Stage> {
  const clock = new ManualClock()
  const world = await testWorld({ clock, random: turns(), defaults: { beatMs: BEAT_MS, flushWindowMs: 0, ...defaults } })
  return Object.assign(world, { clock, wire: new Wiretap(world.broker) })
}

/** Members of a queue group take turns, first come first. */
function turns(): () => number {
  let n = 0
  return () => (n++ % 2) / 2
}

/** How an interaction ended, as a value. */
export type End = { readonly ok: Wire } | Pick<InteractionError, 'reason' | 'code' | 'details'>

/** The end of a result that may be still to come; reading it now keeps a rejection from being nobody's. */
export function endOf(result: Promise<unknown>): Promise<End> {
  return result.then(
    (ok) => ({ ok: (ok ?? null) as Wire }),
    ({ reason, code, details }: InteractionError) => ({ reason, code, ...(details !== undefined && { details }) }) as End,
  )
}
