import { availableParallelism } from 'node:os'
import { join } from 'node:path'
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

/** What a check has found in a network that is in order. */
export interface CheckedNetwork {
  readonly spec: NetworkSpec
  /** The actions of each agent. */
  readonly actions: ReadonlyMap<string, readonly string[]>
}

/** How long loading one definition may take. */
const CHECK_MS = 30_000

/**
 * Reads a network, finds its modules, builds them, loads every definition in a process of its own and checks its configuration. Nothing is started and no broker needed.
 * Throws BAD_NETWORK with everything that is wrong at the first of these steps that finds something.
 */
export async function checkNetwork(
  source: NetworkSource,
  options: LocateOptions & { readonly dir?: string } = {},
): Promise<CheckedNetwork> {
  const network = locateNetwork(source, options)
  const entries = [...network.modules.values()].map(({ entry }) => entry)
  const built = await bundle(entries, { base: network.base, dir: options.dir ?? join(process.cwd(), PARLEY_DIR) })
  const keeper = startKeeper()
  try {
    const actions = new Map<string, readonly string[]>()
    const turns = new Turns(availableParallelism())
    const found = await Promise.all(
      Object.keys(network.spec.agents).map((agent) =>
        loadOne(network, built, agent, { keeper, turns, tell: (names) => actions.set(agent, names) }),
      ),
    )
    const problems = [...found.flatMap((problem) => problem ?? []), ...checkActions(network.spec, actions)]
    if (problems.length) throw new BadNetworkError(problems.map(network.place))
    return { spec: network.spec, actions }
  } finally {
    keeper.close()
    built.remove()
  }
}

interface LoadSurroundings {
  readonly keeper: Keeper
  readonly turns: Turns
  readonly tell: (actions: readonly string[]) => void
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
        problem: `${to} has no action ${action}${didYouMean(action, known) || `; it has ${known.join(', ')}`}`,
      }
  }
}
