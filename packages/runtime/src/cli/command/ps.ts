import { shortInstance } from '../../supervisor/event.ts'
import { describeDuration } from '../../time/duration.ts'
import { columns } from '../columns.ts'
import { defineCommand } from '../command.ts'
import { busHere } from '../place.ts'

export const ps = defineCommand({
  name: 'ps',
  summary: 'list the agents that run in a world',
  async run({ options, terminal, interrupt }) {
    const place = await interrupt.orEnd(busHere(options))
    if (!place) return 1
    const { bus, world, from } = place
    const [{ survey }, { systemClock }] = await Promise.all([import('../../presence/survey.ts'), import('../../time/clock.ts')])
    const reports = await interrupt.orEnd(survey(bus, { world, clock: systemClock }))
    await bus.close()
    if (!reports) return 1
    if (reports.length === 0) terminal.note(`no agents run in the world ${world} (${from})`)
    const rows = reports.map(({ name: agent, instance, pid, startedMs, open, waiting, running, done, failed }) => {
      return [agent, shortInstance(instance), pid, describeDuration(Date.now() - startedMs), open, waiting, running, done, failed, world]
    })
    const head = ['NAME', 'INSTANCE', 'PID', 'UP', 'OPEN', 'WAITING', 'RUNNING', 'DONE', 'FAILED', 'WORLD']
    if (rows.length > 0) for (const line of columns(head, rows)) terminal.print(line)
    for (const report of reports) terminal.emit(report)
    return 0
  },
})
