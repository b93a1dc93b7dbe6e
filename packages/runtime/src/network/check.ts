import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { Profile } from '@parley/protocol'
import { PARLEY_DIR } from '../broker/file.ts'
import { startChild } from '../supervisor/child.ts'
import { type Keeper, startKeeper } from '../supervisor/keeper.ts'
import { Turns } from '../supervisor/turns.ts'
import { systemClock } from '../time/clock.ts'
import { type Bundle, bundle } from './bundle.ts'
import { type LocateOptions, locateNetwork, type NetworkSource, type WholeNetwork } from './locate.ts'
import { didYouMean } from './nearest.ts'
import { commandOf } from './orders.ts'
import { BadNetworkError, type NetworkSpec, type Problem } from './spec.ts'
import { type Wiring, wiringOf } from './wiring.ts'

/** What a check has found. */
export interface CheckedNetwork {
  readonly spec: NetworkSpec
  /** The actions of each agent. */
  readonly actions: ReadonlyMap<string, readonly string[]>
  /** What each agent says of itself. */
  readonly profiles: ReadonlyMap<string, Profile>
  /** Which stream fills which slot. */
  readonly wiring: Wiring
  /** What is wrong, and what is worth knowing: each a line with its place. */
  readonly problems: readonly string[]
  readonly notes: readonly string[]
}

export type CheckOptions = LocateOptions & { readonly dir?: string }

/** How long loading one definition may take. */
const CHECK_MS = 30_000

/** {@link inspectNetwork}, for one that is to be in order: throws BAD_NETWORK with everything that is wrong. */
export async function checkNetwork(source: NetworkSource, options: CheckOptions = {}): Promise<CheckedNetwork> {
  const checked = await inspectNetwork(source, options)
  if (checked.problems.length) throw new BadNetworkError(checked.problems)
  return checked
}

/**
 * Reads a network, finds its modules, builds them, loads every definition in a process of its own, checks its configuration, and joins streams to slots.
 * Nothing is started and no broker needed. Throws BAD_NETWORK for a network that cannot be read or built; what else is wrong is in the result.
 */
export async function inspectNetwork(source: NetworkSource, options: CheckOptions = {}): Promise<CheckedNetwork> {
  const network = locateNetwork(source, options)
  const { spec, place } = network
  const entries = [...network.modules.values()].map(({ entry }) => entry)
  const built = await bundle(entries, { base: network.base, dir: options.dir ?? join(process.cwd(), PARLEY_DIR) })
  const keeper = startKeeper()
  try {
    const loaded = new Map<string, Profile>()
    const turns = new Turns(availableParallelism())
    const names = Object.keys(spec.agents)
    const found = await Promise.all(
      names.map((agent) => loadOne(network, built, agent, { keeper, turns, tell: (profile) => loaded.set(agent, profile) })),
    )
    const profiles = new Map(names.flatMap((agent) => (loaded.has(agent) ? [[agent, loaded.get(agent)!] as const] : [])))
    const actions = new Map(Array.from(profiles, ([agent, profile]) => [agent, Object.keys(profile.actions)] as const))
    const wiring = wiringOf(spec, profiles)
    const problems = [...found.flatMap((problem) => problem ?? []), ...wiring.problems, ...checkActions(spec, actions)]
    return { spec, actions, profiles, wiring, problems: problems.map(place), notes: wiring.notes.map(place) }
  } finally {
    keeper.close()
    built.remove()
  }
}

interface LoadSurroundings {
  readonly keeper: Keeper
  readonly turns: Turns
  readonly tell: (profile: Profile) => void
}

function loadOne(
  network: WholeNetwork,
  built: Bundle,
  agent: string,
  { keeper, turns, tell }: LoadSurroundings,
): Promise<Problem | undefined> {
  const command = commandOf(network, built, agent, { task: 'check', servers: '', world: 'main', graceMs: 0 })
  const lines: string[] = []
  return new Promise((resolve) => {
    const leave = turns.enter(() => {
      const hooks = {
        line: (_: string, text: string) => void lines.push(text),
        ready: () => {},
        checked: tell,
        exit({
          code,
          signal,
          failure,
        }: {
          code: number | null
          signal: string | null
          failure: { code: string; message: string } | undefined
        }) {
          queueMicrotask(() => leave())
          if (code === 0 && !failure) return resolve(undefined)
          const field = failure?.code === 'BAD_CONFIG' ? 'config' : 'module'
          const problem = failure ? failure.message : `its process ended with ${signal ?? code}: ${lines.slice(-5).join(' | ')}`
          resolve({ path: ['agents', agent, field], problem })
        },
      }
      startChild({ ...command, readyMs: CHECK_MS }, hooks, { keeper, clock: systemClock })
    })
  })
}

function* checkActions({ start }: NetworkSpec, actions: ReadonlyMap<string, readonly string[]>): Generator<Problem> {
  for (const [i, { to, action }] of start.entries()) {
    const known = actions.get(to)
    if (known && !known.includes(action))
      yield {
        path: ['start', i, 'action'],
        problem: `${to} has no action ${action}${didYouMean(action, known) || `; it has ${known.join(', ') || 'none'}`}`,
      }
  }
}
