import { setTimeout as sleep } from 'node:timers/promises'
import { checkFreeName, kindOf, ParleyError, type Profile } from '@parley/protocol'
import { profileOf } from './agent/action-table.ts'
import { type AgentDefinition, isAgentDefinition } from './agent/definition.ts'
import type { Credentials } from './bus/credentials.ts'
import type { Tls } from './bus/tls.ts'
import { checkConfig, type RunningAgent, startAgent } from './connect.ts'

/**
 * What a child process of a network runs: one instance of one agent.
 *
 * W1. It says exactly one thing of its start: ready, checked or failed. What happens after that is told by its exit: 0 in order, anything else not.
 * W2. It leaves when it is told to (message or SIGTERM) and when its parent is gone (the channel closes): drained, at the latest after the grace.
 * W3. Ctrl-C in a terminal reaches the whole group; whether to leave is the supervisor's decision, so SIGINT alone does nothing.
 * W4. What an agent throws outside of its handlers ends the process: a clean start is better than a state that nobody knows.
 */

/** What the process is told, as JSON in the environment variable PARLEY_WORKER. */
export interface WorkerOrders {
  /** `check`: load the definition and check the configuration, start nothing. */
  readonly task: 'start' | 'check'
  readonly servers: string
  /** Paths: what they hold is read by the worker itself. */
  readonly credentials?: Credentials | undefined
  readonly tls?: Tls | undefined
  readonly world: string
  /** The agent's name in the network; its definition may have another one. */
  readonly agent: string
  /** The address to import, and the module as the network names it. */
  readonly module: string
  readonly shownModule: string
  readonly exportName: string
  readonly concurrency?: number | undefined
  readonly beatMs?: number | undefined
  readonly config?: unknown
  /** Slot of its processor to stream, and who has which role in the world. */
  readonly wires?: Readonly<Record<string, string>>
  readonly roles?: Readonly<Record<string, readonly string[]>>
  /** How long draining may take once the channel to the parent is closed. */
  readonly graceMs: number
}

/** What it tells its parent. */
export type WorkerReport =
  | { readonly kind: 'ready'; readonly instance: string; readonly pid: number }
  | { readonly kind: 'checked'; readonly profile: Profile }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string }

/** What it is told after its start. */
export interface WorkerCommand {
  readonly kind: 'stop'
  readonly graceMs: number
}

let running: RunningAgent | undefined
let leaving = false
const orders = JSON.parse(process.env.PARLEY_WORKER ?? 'null') as WorkerOrders | null

process.on('SIGINT', () => {})
process.on('SIGTERM', () => void leave(orders?.graceMs))
process.on('disconnect', () => void leave(orders?.graceMs))
process.on('message', (command: WorkerCommand) => {
  if (command.kind === 'stop') void leave(command.graceMs)
})

if (!orders) report({ kind: 'failed', code: 'BAD_NETWORK', message: 'PARLEY_WORKER is not set: this file is started by a network' }, 2)
else {
  // Whatever the agent starts inherits the environment; these orders are not meant for it.
  delete process.env.PARLEY_WORKER
  obey(orders).catch((error: unknown) => {
    if (!(error instanceof ParleyError)) console.error(error)
    const code = error instanceof ParleyError ? error.code : 'START_FAILED'
    report({ kind: 'failed', code, message: error instanceof Error ? error.message : String(error) }, 1)
  })
}

async function obey({ task, servers, credentials, tls, world, agent, config, ...orders }: WorkerOrders): Promise<void> {
  // Not before: node reads the map of whatever is loaded from now on, and that of the runtime would be the largest part of a start.
  process.setSourceMapsEnabled(true)
  const definition = pick((await import(orders.module)) as Record<string, unknown>, orders)
  if (task === 'check') {
    checkFreeName(agent, 'name')
    checkConfig(definition, config)
    return report({ kind: 'checked', profile: profileOf({ ...definition, name: agent }, 'check', []) }, 0)
  }
  const { concurrency, beatMs, wires, roles } = orders
  const options = {
    ...(concurrency !== undefined && { concurrency }),
    ...(beatMs !== undefined && { beatMs }),
    ...(wires && { wires }),
    ...(roles && { roles }),
  }
  const identity = { ...(credentials && { credentials }), ...(tls && { tls }) }
  running = await startAgent(definition, { servers, world, name: agent, config, ...options, ...identity })
  report({ kind: 'ready', instance: running.instance, pid: process.pid })
}

/** The definition among the exports. A CommonJS module has its own behind `default`. */
function pick(
  exports: Record<string, unknown>,
  { shownModule, exportName }: Pick<WorkerOrders, 'shownModule' | 'exportName'>,
): AgentDefinition {
  const inner = exports.default as Record<string, unknown> | undefined
  const found = exports[exportName] ?? (typeof inner === 'object' ? inner?.[exportName] : undefined)
  if (isAgentDefinition(found)) return found
  const agents = Object.keys(exports).filter((name) => isAgentDefinition(exports[name]))
  const hint = agents.length ? `; its agents are ${agents.map((name) => `${shownModule}#${name}`).join(', ')}` : ''
  const got = found === undefined ? `has no export ${exportName}` : `export ${exportName} is ${kindOf(found)}`
  throw new ParleyError('BAD_DEFINITION', `${shownModule} ${got}, expected what defineAgent gives${hint}`)
}

/** With a code, the process ends once the report is out. */
function report(message: WorkerReport, exitCode?: number): void {
  const end = () => {
    if (exitCode !== undefined) process.exit(exitCode)
  }
  if (process.connected) process.send?.(message, undefined, undefined, end)
  else {
    if (message.kind === 'failed') console.error(`${message.code}: ${message.message}`)
    end()
  }
}

/** The last parts of the grace are for the goodbye, and for being gone before the supervisor runs out of patience. */
async function leave(graceMs = 0): Promise<void> {
  if (leaving) return
  leaving = true
  setTimeout(() => process.exit(0), 0.9 * graceMs)
  if (running) {
    await Promise.race([running.drain(), sleep(0.8 * graceMs)])
    await running.close()
  }
  process.exit(0)
}
