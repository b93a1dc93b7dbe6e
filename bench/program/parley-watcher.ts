import { type Connection, connect } from '@parley/runtime'
import { type Opening, serve } from './channel.ts'

let connection: Connection
let watching: { seen: number; missed: number; leave: () => void } | undefined

/** Reads every status of the world until it is told to stop. */
function watch() {
  const updates = connection.watch()[Symbol.asyncIterator]()
  const count = { seen: 0, missed: 0, leave: () => void updates.return?.() }
  const read = async () => {
    for (let next = await updates.next(); !next.done; next = await updates.next()) {
      if ('missed' in next.value) count.missed += next.value.missed
      else count.seen++
    }
  }
  void read()
  return count
}

serve({
  async open({ url, name }: Opening) {
    connection = await connect({ servers: url, world: name })
  },
  start() {
    watching = watch()
  },
  stop() {
    watching?.leave()
    return { seen: watching?.seen, missed: watching?.missed }
  },
})
