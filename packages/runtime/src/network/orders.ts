import type { Credentials } from '../bus/credentials.ts'
import type { Tls } from '../bus/tls.ts'
import type { SeatSpec } from '../supervisor/seat.ts'
import type { WorkerOrders } from '../worker.ts'
import type { Bundle } from './bundle.ts'
import type { WholeNetwork } from './locate.ts'
import { roleTableOf } from './roles.ts'
import { BadNetworkError } from './spec.ts'

/** The environment of a process takes no longer text than this on Linux (a page short of 128 KiB). */
const MAX_ORDERS = 120 * 1024

export interface OrdersOptions {
  readonly servers: string
  /** How the workers of an agent connect. */
  readonly credentialsOf: (agent: string) => Credentials | undefined
  readonly tls: Tls | undefined
  readonly world: string
  readonly graceMs: number
  readonly readyMs: number
  readonly beatMs: number | undefined
  readonly logDir: string
}

/** What to run for every instance of a network, in the order of the network. Throws BAD_NETWORK for a configuration that is too large to hand over. */
export function seatsOf(network: WholeNetwork, bundle: Bundle, options: OrdersOptions): SeatSpec[] {
  return Object.entries(network.spec.agents).flatMap(([agent, { instances, restart }]) => {
    const credentials = options.credentialsOf(agent)
    const { args, env } = commandOf(network, bundle, agent, { task: 'start', credentials, ...options })
    return Array.from({ length: instances }, (_, i) => {
      const number = i + 1
      return { agent, number, args, env, restart, readyMs: options.readyMs, logFile: `${options.logDir}/${agent}-${number}.log` }
    })
  })
}

/** What the orders of all agents have. */
type Common = Pick<WorkerOrders, 'task' | 'servers' | 'credentials' | 'tls' | 'world' | 'graceMs' | 'beatMs'>

/** How to run the worker for one agent. */
export function commandOf(
  { spec, modules, place }: WholeNetwork,
  bundle: Bundle,
  agent: string,
  { task, servers, credentials, tls, world, graceMs, beatMs }: Common,
): { args: string[]; env: Record<string, string | undefined> } {
  const { config, concurrency, env, wires } = spec.agents[agent]!
  const { entry, shown, exportName } = modules.get(agent)!
  const module = bundle.urls.get(entry)!
  const given = { agent, module, shownModule: shown, exportName, concurrency, config, roles: roleTableOf(spec) }
  const wired = Object.keys(wires).length > 0 && { wires }
  const orders: WorkerOrders = { ...given, ...wired, ...{ task, servers, credentials, tls, world, graceMs, beatMs } }
  const text = JSON.stringify(orders)
  if (Buffer.byteLength(text) > MAX_ORDERS) {
    const problem = `got ${text.length} characters, expected at most ${MAX_ORDERS}; put what is large into a file and name the file`
    throw new BadNetworkError([place({ path: ['agents', agent, 'config'], problem })])
  }
  // Flags that this process was started with (a loader, a debugger's port) are not meant for a bundle.
  const { NODE_OPTIONS: _, ...inherited } = process.env
  // An agent with an identity of its own must not take its launcher's by accident.
  if (credentials) for (const name of ['NATS_NKEY', 'NATS_CREDS']) delete inherited[name]
  return { args: [bundle.workerFile], env: { ...inherited, ...env, PARLEY_WORKER: text } }
}
