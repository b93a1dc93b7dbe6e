import { basename, extname } from 'node:path'
import { launch } from '../../network/launch.ts'
import type { LaunchOptions, Network } from '../../network/network.ts'
import type { Keeper } from '../../supervisor/keeper.ts'
import { UsageError } from '../failure.ts'
import { type ExportedAgent, exportedAgents } from './exported.ts'

export interface LoadOptions extends LaunchOptions {
  readonly dir: string
  readonly keeper: Keeper
  readonly signal: AbortSignal
  readonly config: NonNullable<unknown> | null | undefined
}

/** Starts the agent that a file exports, once: when it falls it stays down, for nothing has been mended yet. Throws what `launch` throws. */
export async function load(file: string, wanted: string | undefined, { keeper, config, ...options }: LoadOptions): Promise<Network> {
  const base = process.cwd() // what errors name files from
  const { name, exportName } = choose(await exportedAgents(file, { ...options, base, keeper }), file, wanted)
  const agent = { module: `${file}#${exportName}`, restart: { max: 0 }, ...(config !== undefined && { config: config as never }) }
  return launch({ agents: { [name]: agent } }, { ...options, base })
}

function choose(agents: readonly ExportedAgent[], file: string, wanted: string | undefined): ExportedAgent {
  const found =
    wanted === undefined
      ? (agents.find(({ exportName }) => exportName === 'default') ?? agents[0])
      : agents.find((one) => one.exportName === wanted)
  const isClear = wanted !== undefined || found?.exportName === 'default' || agents.length < 2
  if (found && isClear) return found
  if (!isClear)
    throw new UsageError(
      `${basename(file)} exports several agents: ${agents.map((one) => `${basename(file)}#${one.exportName}`).join(', ')}`,
    )
  // It cannot be loaded or is not there: the launch says why, under a name that will do.
  const name =
    basename(file, extname(file))
      .toLowerCase()
      .replace(/[^a-z0-9_-]/g, '') || 'agent'
  return { name: name.replace(/^[_-]+/, '') || 'agent', exportName: wanted ?? 'default' }
}
