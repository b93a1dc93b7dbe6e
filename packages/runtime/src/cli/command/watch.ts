import type { StatusUpdate } from '../../client/call.ts'
import type { Gap, WatchFilter } from '../../client/watch.ts'
import type { Colors } from '../../network/view/colors.ts'
import { systemClock } from '../../time/clock.ts'
import { tellBrokerLoss } from '../broker-loss.ts'
import { defineCommand } from '../command.ts'
import { Lines } from '../lines.ts'
import { busHere } from '../place.ts'
import { jsonText } from '../terminal.ts'
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
    const updates = new Watch(bus, world, systemClock).open(filter)[Symbol.asyncIterator]()
    interrupt.signal.addEventListener('abort', () => void updates.return!())
    await interrupt.orEnd(bus.flush()) // the broker knows: nothing from here on is missed
    terminal.note(terminal.colors.dim(`watching the world ${world}; Ctrl-C ends`))
    const lines = new Lines(terminal.out)
    const lineOf = terminal.json ? jsonText : (update: StatusUpdate | Gap) => textOf(update, terminal.colors)
    for (let next = await updates.next(); !next.done; next = await updates.next()) {
      const full = lines.add(lineOf(next.value))
      if (full) await interrupt.orEnd(full)
    }
    lines.flush()
    await bus.close()
    return 0
  },
})

function textOf(update: StatusUpdate | Gap, colors: Colors): string {
  if ('missed' in update) return `… ${update.missed} updates came faster than they could be shown`
  return `${updateLine(update, colors)}  ${colors.dim(update.uuid)}`
}
