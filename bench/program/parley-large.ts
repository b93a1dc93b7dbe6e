import { connect, InteractionError, type Peer } from '@parley/runtime'
import { Weigher } from './agent/weigher.ts'
import { type Opening, serve } from './channel.ts'
import { countMessages } from './listener.ts'
import { bytesOf } from './payload.ts'
import { runSlice, type SliceOrder } from './slice.ts'

const size = Number(process.argv[2])
let peer: Peer<typeof Weigher>
let opening: Opening

async function call(n: number): Promise<void> {
  const answer = await peer.weigh({ load: bytesOf(n, size) })
  if (answer.n !== n || answer.size !== size) throw new Error(`wrong answer to ${n}: ${JSON.stringify(answer)}`)
}

serve({
  async open(given: Opening) {
    opening = given
    peer = (await connect({ servers: opening.url, world: opening.name })).peer(Weigher)
  },
  /** In how many chunks something so large is stored. None: it is refused. */
  async chunks() {
    try {
      const count = await countMessages(opening.url, `parley.${opening.name}.claim.>`, () => call(1))
      if (count === 0) throw new Error(`${size} bytes travelled without a claim`)
      return count
    } catch (error) {
      if (error instanceof InteractionError && error.code === 'TOO_LARGE') return 0
      throw error
    }
  },
  slice: (order: SliceOrder) => runSlice(order, call),
})
