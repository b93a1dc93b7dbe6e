import type { WatchFilter } from '../../client/watch.ts'
import { tellBrokerLoss } from '../broker-loss.ts'
import { defineCommand } from '../command.ts'
import { busHere } from '../place.ts'
import { updateLine } from '../update-line.ts'

type WatchOptions = WatchFilter

export const watch = defineCommand<WatchOptions>({
  name: 'watch',
  summary: 'follow what happens to the interactions of a world, until Ctrl-C',
  configure: (command) =>
    command
      .option('--from <agent>', 'only those that this one asked for')
      .option('--to <agent>', 'only those that this one was asked')
      .option('--id <uuid>', 'only this one'),
  async run({ options, terminal, interrupt }) {
    const { from, to, id } = options
    const [place, { Watch }] = await Promise.all([interrupt.orEnd(busHere(options)), import('../../client/watch.ts')])
    if (!place) return 0
    const { bus, world } = place
    tellBrokerLoss(place.url, terminal)
    const filter = { ...(from !== undefined && { from }), ...(to !== undefined && { to }), ...(id !== undefined && { id }) }
    const updates = new Watch(bus, world).open(filter)[Symbol.asyncIterator]()
    await interrupt.orEnd(bus.flush()) // the broker knows: nothing from here on is missed
    terminal.note(terminal.colors.dim(`watching the world ${world}; Ctrl-C ends`))
    for (;;) {
      const next = await interrupt.orEnd(updates.next())
      if (!next || next.done) break
      const update = next.value
      terminal.emit(update)
      if ('missed' in update) terminal.print(`… ${update.missed} updates came faster than they could be shown`)
      else terminal.print(`${updateLine(update, terminal.colors)}  ${terminal.colors.dim(update.uuid)}`)
    }
    await bus.close()
    return 0
  },
})
