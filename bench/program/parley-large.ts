import { connect as connectToBroker } from '@nats-io/transport-node'
import { connect, InteractionError, type Peer } from '@parley/runtime'
import { claimStreamOf } from '../../packages/protocol/src/index.ts'
import { Weigher } from './agent/weigher.ts'
import { type Opening, serve } from './channel.ts'
import { countMessages } from './listener.ts'
import { bytesOf } from './payload.ts'
import { runSlice, type SliceOrder } from './slice.ts'

const size = Number(process.argv[2])
const STORE_BYTES = 8 * 2 ** 30
const STORE_SECONDS = 15
let peer: Peer<typeof Weigher>
let opening: Opening

async function call(n: number): Promise<void> {
  const answer = await peer.weigh({ load: bytesOf(n, size) })
  if (answer.n !== n || answer.size !== size) throw new Error(`wrong answer to ${n}: ${JSON.stringify(answer)}`)
}

/** The world moves more by claims than the stream that Parley makes by itself holds, so it has one made beforehand: larger, and of a shorter memory. */
async function makeStore({ url, name }: Opening): Promise<void> {
  const stream = claimStreamOf(name)
  const config = {
    ...{
      name: stream,
      subjects: [`parley.${name}.claim.*.*.*.*`],
      retention: 'limits',
      storage: 'file',
      discard: 'new',
      allow_direct: true,
    },
    ...{ max_bytes: STORE_BYTES, max_age: STORE_SECONDS * 1e9 },
  }
  const connection = await connectToBroker({ servers: url })
  // No answer is one too: a broker without JetStream refuses larger messages.
  await connection.request(`$JS.API.STREAM.CREATE.${stream}`, JSON.stringify(config)).catch(() => {})
  await connection.close()
}

serve({
  async open(given: Opening) {
    opening = given
    await makeStore(opening)
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
