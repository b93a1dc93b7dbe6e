import { defineCommand } from '../command.ts'
import { findHolding } from '../holdings.ts'
import { connectHere } from '../place.ts'

const steering = (op: 'pause' | 'resume' | 'cancel', summary: string, done: string) =>
  defineCommand({
    name: op,
    summary,
    configure: (command) => command.argument('<uuid>', 'the interaction; a part of its uuid is enough while no other has it'),
    async run({ args: [part], options, terminal, interrupt }) {
      const place = await interrupt.orEnd(connectHere(options))
      if (!place) return 1
      const { connection } = place
      try {
        const found = await interrupt.orEnd(findHolding(connection, part!))
        if (!found) return 1
        for (const { id, requester, target, instance, uuid, action } of found) {
          await connection.operator.steer({ id, requester, target, instance }, op)
          terminal.print(`${done} ${action} at ${target}/${instance.slice(-4)}  ${terminal.colors.dim(uuid)}`)
          terminal.emit({ event: op, uuid, target, instance })
        }
        return 0
      } finally {
        await connection.close()
      }
    },
  })

export const pause = steering('pause', 'pause an interaction between two of its steps', 'asked to pause')
export const resume = steering('resume', 'let a paused interaction go on', 'resumed')
export const cancel = steering('cancel', 'cancel an interaction', 'cancelled')
