import { defineCommand } from '../command.ts'
import { UsageError } from '../failure.ts'

export const check = defineCommand({
  name: 'check',
  summary: 'tell what is wrong with a network, without starting it',
  configure: (command) => command.argument('<network.yaml>', 'the network'),
  async run({ args: [file], terminal, interrupt }) {
    if (!file) throw new UsageError('no network file')
    const { checkNetwork } = await import('../../network/check.ts')
    try {
      const checked = await interrupt.orEnd(checkNetwork(file))
      if (!checked) return 1
      const { spec, actions } = checked
      for (const [agent, { instances }] of Object.entries(spec.agents)) {
        const names = actions.get(agent) ?? []
        terminal.print(`${agent}${instances > 1 ? ` × ${instances}` : ''}: ${names.join(', ') || 'no actions'}`)
        terminal.emit({ agent, instances, actions: names })
      }
      terminal.print(terminal.colors.green(`${file} is in order`))
      return 0
    } catch (error) {
      const problems = (error as { problems?: readonly string[] }).problems
      if (!problems) throw error
      for (const problem of problems) {
        terminal.print(problem)
        terminal.emit(placed(problem))
      }
      const n = problems.length
      terminal.note(terminal.colors.red(`${n} ${n === 1 ? 'problem' : 'problems'} in ${file}`))
      return 1
    }
  },
})

/** `file:line:column: problem`, taken apart; a problem of the whole has no place. */
export function placed(line: string): object {
  const [, file, row, column, problem] = /^(.+?):(\d+):(\d+): ([\s\S]*)$/.exec(line) ?? []
  return file === undefined ? { problem: line } : { file, line: Number(row), column: Number(column), problem }
}
