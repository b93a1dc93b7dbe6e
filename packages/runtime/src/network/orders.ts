import type { SeatSpec } from '../supervisor/seat.ts'
import type { WorkerOrders } from '../worker.ts'
import type { Bundle } from './bundle.ts'
import type { WholeNetwork } from './locate.ts'
import { BadNetworkError } from './spec.ts'

/** The environment of a process takes no longer text than this on Linux (a page short of 128 KiB). */
const MAX_ORDERS = 120 * 1024

export interface OrdersOptions {
  readonly servers: string
  readonly world: string
  readonly graceMs: number
  readonly readyMs: number
  readonly beatMs: number | undefined
  readonly logDir: string
}

/** What to run for every instance of a network, in the order of the network. Throws BAD_NETWORK for a configuration that is too large to hand over. */
export function seatsOf(network: WholeNetwork, bundle: Bundle, options: OrdersOptions): SeatSpec[] {
  return Object.entries(network.spec.agents).flatMap(([agent, { instances, restart }]) => {
    const { args, env } = commandOf(network, bundle, agent, { task: 'start', ...options })
    return Array.from({ length: instances }, (_, i) => {
      const number = i + 1
      return { agent, number, args, env, restart, readyMs: options.readyMs, logFile: `${options.logDir}/${agent}-${number}.log` }
    })
  })
}

/** How to run the worker for one agent. */
export function commandOf(
  { spec, modules, place }: WholeNetwork,
  bundle: Bundle,
  agent: string,
  { task, servers, world, graceMs, beatMs }: Pick<WorkerOrders, 'task' | 'servers' | 'world' | 'graceMs' | 'beatMs'>,
): { args: string[]; env: Record<string, string | undefined> } {
  const { config, concurrency, env } = spec.agents[agent]!
  const { entry, shown, exportName } = modules.get(agent)!
  const module = bundle.urls.get(entry)!
  const orders: WorkerOrders = { task, servers, world, agent, module, shownModule: shown, exportName, concurrency, config, graceMs, beatMs }
  const text = JSON.stringify(orders)
  if (Buffer.byteLength(text) > MAX_ORDERS) {
    const problem = `got ${text.length} characters, expected at most ${MAX_ORDERS}; put what is large into a file and name the file`
    throw new BadNetworkError([place({ path: ['agents', agent, 'config'], problem })])
  }
  // Flags that this process was started with (a loader, a debugger's port) are not meant for a bundle.
  const { NODE_OPTIONS: _, ...inherited } = process.env
  return { args: ['--enable-source-maps', bundle.workerFile], env: { ...inherited, ...env, PARLEY_WORKER: text } }
}
