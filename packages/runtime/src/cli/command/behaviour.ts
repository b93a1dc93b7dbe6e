import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import type { ExportedChart } from '../behaviour/charts.ts'
import { defineCommand } from '../command.ts'
import { UsageError } from '../failure.ts'

interface Options {
  readonly svg?: string
}

export const behaviour = defineCommand<Options>({
  name: 'behaviour',
  summary: "draw an agent's state machine: what each state takes and starts",
  configure: (command) =>
    command
      .argument('<file>', 'the module that exports the agent, or the behaviour; #export where it has several')
      .option('--svg <file>', 'write a drawing of it to this file instead of printing it for Mermaid'),
  async run({ args: [named = ''], options: { svg }, terminal, interrupt }) {
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
      const { agent, chart, exportName } = choose(found, basename(file), wanted)
      if (svg !== undefined) {
        const { svgOf } = await import('../behaviour/svg.ts')
        await writeFile(svg, svgOf(chart, agent ?? exportName))
        terminal.print(`drawn in ${svg}`)
      } else for (const line of mermaidOf(chart)) terminal.print(line)
      terminal.emit({ ...(agent !== undefined && { agent }), ...(svg !== undefined && { svg }), machine: chart.root })
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
