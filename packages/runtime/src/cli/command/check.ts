import { writeFile } from 'node:fs/promises'
import type { CheckedNetwork } from '../../network/check.ts'
import type { WiredAgent } from '../../network/wiring.ts'
import { defineCommand } from '../command.ts'
import { UsageError } from '../failure.ts'
import type { Terminal } from '../terminal.ts'
import { slotLines } from '../wiring-lines.ts'

interface Options {
  readonly mermaid?: boolean
  readonly svg?: string
}

export const check = defineCommand<Options>({
  name: 'check',
  summary: 'tell which stream goes to which slot in a network, and what is wrong with it, without starting it',
  configure: (command) =>
    command
      .argument('<network.yaml>', 'the network')
      .option('--mermaid', 'print a Mermaid flowchart of it instead')
      .option('--svg <file>', 'write a drawing of it to this file'),
  async run({ args: [file], options, terminal, interrupt }) {
    if (!file) throw new UsageError('no network file')
    const { inspectNetwork } = await import('../../network/check.ts')
    try {
      const checked = await interrupt.orEnd(inspectNetwork(file))
      if (!checked) return 1
      if (!options.mermaid) show(checked, terminal)
      await draw(checked, options, terminal)
      if (checked.problems.length) return complain(file, checked.problems, terminal, options.mermaid)
      if (!options.mermaid) terminal.print(terminal.colors.green(`${file} is in order`))
      return 0
    } catch (error) {
      const problems = (error as { problems?: readonly string[] }).problems
      if (!problems) throw error
      return complain(file, problems, terminal)
    }
  },
})

function show({ wiring, actions, notes }: CheckedNetwork, terminal: Terminal): void {
  for (const wired of wiring.agents) {
    const { agent, instances } = wired
    const names = actions.get(agent)
    if (!names) continue
    terminal.print(`${agent}${instances > 1 ? ` × ${instances}` : ''}: ${names.join(', ') || 'no actions'}`)
    for (const line of slotLines(wired, terminal.colors)) terminal.print(`  ${line}`)
    terminal.emit({ agent, instances, actions: names, slots: wired.slots.map(slotObject), streams: wired.streams })
  }
  for (const note of notes) {
    terminal.print(terminal.colors.yellow(`${note} (worth knowing)`))
    const { problem, ...place } = placed(note)
    terminal.emit({ ...place, note: problem })
  }
}

async function draw({ spec, wiring }: CheckedNetwork, { mermaid, svg }: Options, terminal: Terminal): Promise<void> {
  if (!mermaid && svg === undefined) return
  const { graphOf } = await import('../../network/draw/graph.ts')
  const graph = graphOf(spec, wiring)
  if (mermaid) {
    const { toMermaid } = await import('../../network/draw/mermaid.ts')
    const text = toMermaid(graph)
    terminal.print(text.trimEnd())
    terminal.emit({ mermaid: text })
  }
  if (svg !== undefined) {
    const { toSvg } = await import('../../network/draw/svg.ts')
    await writeFile(svg, toSvg(graph)).catch((error: Error) => {
      throw new UsageError(`--svg: ${error.message}`)
    })
    terminal.note(`drawn in ${svg}`)
  }
}

const slotObject = ({ slot, part, state, wire, stream }: WiredAgent['slots'][number]) => {
  const { name, required, ...properties } = slot
  const { name: _, ...of } = stream ?? {}
  return { slot: name, part, state, required, takes: properties, ...(wire !== null && { wire }), ...(stream && { stream: of }) }
}

/** `beside`: standard output is for something else. */
function complain(file: string, problems: readonly string[], terminal: Terminal, beside = false): number {
  for (const problem of problems) {
    if (beside) terminal.note(problem)
    else terminal.print(problem)
    terminal.emit(placed(problem))
  }
  const n = problems.length
  terminal.note(terminal.colors.red(`${n} ${n === 1 ? 'problem' : 'problems'} in ${file}`))
  return 1
}

/** `file:line:column: problem`, taken apart; a problem of the whole has no place. */
function placed(line: string): { file?: string; line?: number; column?: number; problem: string } {
  const [, file, row, column, problem = line] = /^(.+?):(\d+):(\d+): ([\s\S]*)$/.exec(line) ?? []
  return file === undefined ? { problem } : { file, line: Number(row), column: Number(column), problem }
}
