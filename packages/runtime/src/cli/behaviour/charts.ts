import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { ParleyError } from '@parley/protocol'
import { Chart, type ChartState } from '../../behaviour/chart.ts'
import { bundle } from '../../network/bundle.ts'
import type { Keeper } from '../../supervisor/keeper.ts'

/** A behaviour that a module exports: by itself, or as that of an agent. */
export interface ExportedChart {
  readonly exportName: string
  readonly agent?: string
  readonly chart: Chart
}

interface Surroundings {
  /** The folder that packages are looked up from, and that errors name files from. */
  readonly base: string
  /** The `.parley` folder. */
  readonly dir: string
  readonly keeper: Keeper
  readonly signal: AbortSignal
}

type Told =
  | { readonly charts: readonly { readonly exportName: string; readonly agent?: string; readonly root: ChartState }[] }
  | { readonly code: ParleyError['code'] | undefined; readonly message: string }

const LOAD_MS = 30_000

/** Run in a process of its own: the module may throw, exit or never end. The last line is ours, whatever the module prints. */
const TELL = `
  const told = await import(process.argv[1]).then(
    (exports) => ({
      charts: Object.entries({ ...exports.default, ...exports }).flatMap(([exportName, one]) => {
        if (one?.kind === 'parley.behaviour') return [{ exportName, root: one.chart.root }]
        return one?.kind === 'parley.agent' && one.behaviour ? [{ exportName, agent: one.name, root: one.behaviour.chart.root }] : []
      }),
    }),
    (error) => ({ code: error?.code, message: String(error?.message ?? error) }),
  )
  process.stdout.write('\\n' + JSON.stringify(told), () => process.exit(0))`

/** The behaviours of a file, its default export first. Throws BAD_NETWORK for what cannot be built, and what the module throws. */
export async function exportedCharts(file: string, { base, dir, keeper, signal }: Surroundings): Promise<readonly ExportedChart[]> {
  const built = await bundle([file], { base, dir })
  try {
    const args = ['--input-type=module', '-e', TELL, built.urls.get(file)!]
    const loading = promisify(execFile)(process.execPath, args, { timeout: LOAD_MS, signal, killSignal: 'SIGKILL', maxBuffer: 2 ** 26 })
    const { pid } = loading.child
    if (pid) keeper.add(pid)
    const { stdout } = await loading.finally(() => pid && keeper.remove(pid))
    const told = JSON.parse(stdout.slice(stdout.lastIndexOf('\n'))) as Told
    if (!('charts' in told)) throw new ParleyError(told.code ?? 'START_FAILED', told.message)
    const charts = told.charts.map(({ root, ...of }) => ({ ...of, chart: new Chart(root) }))
    return charts.sort((a, b) => Number(b.exportName === 'default') - Number(a.exportName === 'default'))
  } finally {
    built.remove()
  }
}
