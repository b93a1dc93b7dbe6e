import { existsSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import type { ExportedChart } from '../behaviour/charts.ts'
import { defineCommand } from '../command.ts'
import { UsageError } from '../failure.ts'

export const behaviour = defineCommand({
  name: 'behaviour',
  summary: "draw an agent's state machine: what each state takes and starts",
  configure: (command) => command.argument('<file>', 'the module that exports the agent, or the behaviour; #export where it has several'),
  async run({ args: [named = ''], terminal, interrupt }) {
    const [path = '', wanted] = named.split('#')
    const file = resolve(path)
    if (!existsSync(file)) throw new UsageError(`there is no file ${path}`)
    const [{ exportedCharts }, { startKeeper }, { PARLEY_DIR }, { mermaidOf }] = await Promise.all([
      import('../behaviour/charts.ts'),
      import('../../supervisor/keeper.ts'),
      import('../../broker/file.ts'),
      import('../../behaviour/draw/mermaid.ts'),
    ])
    const keeper = startKeeper()
    try {
      const base = process.cwd()
      const dir = join(base, PARLEY_DIR)
      const found = await interrupt.orEnd(exportedCharts(file, { base, dir, keeper, signal: interrupt.signal }))
      if (!found) return 1
      const { agent, chart } = choose(found, basename(file), wanted)
      for (const line of mermaidOf(chart)) terminal.print(line)
      terminal.emit({ ...(agent !== undefined && { agent }), machine: chart.root })
      return 0
    } finally {
      keeper.close()
    }
  },
})

function choose(found: readonly ExportedChart[], file: string, wanted: string | undefined): ExportedChart {
  const names = found.map(({ exportName }) => `${file}#${exportName}`).join(', ')
  if (wanted === undefined && found.length > 1 && found[0]!.exportName !== 'default')
    throw new UsageError(`${file} exports several: ${names}`)
  const one = wanted === undefined ? found[0] : found.find(({ exportName }) => exportName === wanted)
  if (one) return one
  throw new UsageError(
    `${file} exports no behaviour${wanted === undefined ? '' : ` ${wanted}`}${names ? `, but ${names}` : ', and no agent with one'}`,
  )
}
