import { connect, type Peer } from '@parley/runtime'
import { Streamer } from './agent/streamer.ts'
import { type Opening, serve } from './channel.ts'
import { countMessages } from './listener.ts'
import { checkBytes } from './payload.ts'
import { runSlice, type SliceOrder } from './slice.ts'

const [count, size] = process.argv.slice(2).map(Number) as [number, number]
let peer: Peer<typeof Streamer>
let opening: Opening

async function read(): Promise<number> {
  let next = 0
  for await (const sample of peer.samples({ count, size })) checkBytes(next++, sample, size)
  if (next !== count) throw new Error(`${next} of ${count} samples came`)
  return count
}

serve({
  async open(given: Opening) {
    opening = given
    peer = (await connect({ servers: opening.url, world: opening.name })).peer(Streamer)
  },
  /** How often the reader of one stream tells its writer to go on. */
  credits: () => countMessages(opening.url, `parley.${opening.name}.control.>`, read),
  slice: (order: SliceOrder) => runSlice(order, read),
})
