import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { bundle } from '../../network/bundle.ts'
import type { Keeper } from '../../supervisor/keeper.ts'

/** An agent that a module exports. */
export interface ExportedAgent {
  readonly exportName: string
  readonly name: string
}

interface Surroundings {
  /** The folder that packages are looked up from. */
  readonly base: string
  /** The `.parley` folder. */
  readonly dir: string
  readonly keeper: Keeper
  readonly signal: AbortSignal
}

const LOAD_MS = 30_000

/** Run in a process of its own: the module may throw, exit or never end. The last line is ours, whatever the module prints. */
const LIST = `
  const exports = await import(process.argv[1])
  const agents = Object.entries({ ...exports.default, ...exports }).filter(([, one]) => one?.kind === 'parley.agent')
  console.log('\\n' + JSON.stringify(agents.map(([exportName, { name }]) => ({ exportName, name }))))
  process.exit(0)`

/** The agents that a file exports, its default first; none when it cannot be loaded: whoever starts it then is told why. Throws BAD_NETWORK for what cannot be built. */
export async function exportedAgents(file: string, { base, dir, keeper, signal }: Surroundings): Promise<readonly ExportedAgent[]> {
  const built = await bundle([file], { base, dir })
  try {
    const args = ['--input-type=module', '-e', LIST, built.urls.get(file)!]
    const loading = promisify(execFile)(process.execPath, args, { timeout: LOAD_MS, signal, killSignal: 'SIGKILL' })
    const { pid } = loading.child
    if (pid) keeper.add(pid)
    const { stdout } = await loading.finally(() => pid && keeper.remove(pid)).catch(() => ({ stdout: '[]' }))
    const agents = JSON.parse(stdout.trimEnd().split('\n').at(-1)!) as ExportedAgent[]
    return agents.sort((a, b) => Number(b.exportName === 'default') - Number(a.exportName === 'default'))
  } finally {
    built.remove()
  }
}
