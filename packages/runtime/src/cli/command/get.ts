import { describeDuration } from '../../time/duration.ts'
import { defineCommand } from '../command.ts'
import { findHolding } from '../holdings.ts'
import { connectHere } from '../place.ts'

export const get = defineCommand({
  name: 'get',
  summary: 'show where an open interaction stands',
  configure: (command) => command.argument('<uuid>', 'the interaction; a part of its uuid is enough while no other has it'),
  async run({ args: [part], options, terminal, interrupt }) {
    const place = await interrupt.orEnd(connectHere(options))
    if (!place) return 1
    try {
      const found = await interrupt.orEnd(findHolding(place.connection, part!))
      if (!found) return 1
      for (const one of found) {
        terminal.emit(one)
        const { uuid, requester, target, instance, action, status, ageMs, step, steps, priority } = one
        terminal.print(terminal.colors.bold(uuid))
        terminal.print(`  action    ${action}`)
        terminal.print(`  from      ${requester}`)
        terminal.print(`  at        ${target}/${instance}`)
        terminal.print(`  status    ${status}`)
        terminal.print(`  held for  ${describeDuration(ageMs)}`)
        if (step !== undefined) terminal.print(`  step      ${step + 1}${steps === undefined ? '' : ` of ${steps}`}`)
        if (priority) terminal.print(`  priority  ${priority}`)
      }
      return 0
    } finally {
      await place.connection.close()
    }
  },
})
