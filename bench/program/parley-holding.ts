// A client that keeps many interactions open at two agents while it calls both.
import { connect, type Peer } from '@parley/runtime'
import { Holder } from './agent/holder.ts'
import { type Opening, serve } from './channel.ts'
import { collect } from './heap.ts'
import { checkPayload, payloadOf } from './payload.ts'
import { runSlice, type SliceOrder } from './slice.ts'

/** One instance takes 90,000 by default: two hold 100,000. */
const AGENTS = ['holder-1', 'holder-2']
const BURST = 1_000
const LONG_MS = 3_600_000
/** For the client alone: what it holds and what it calls beside. */
const CAPACITY = 1_000_000

let peers: Peer<typeof Holder>[]
let held: Promise<void>[] = []

const at = (n: number) => peers[n % peers.length]!

serve({
  async open({ url, name }: Opening) {
    const client = await connect({ servers: url, world: name, capacity: CAPACITY })
    peers = AGENTS.map((agent) => client.peer(Holder, agent))
    await Promise.all(peers.map((peer) => peer.held({})))
  },
  /** Opens so many more, in bursts that the agents have taken before the next one. */
  async hold(count: number) {
    for (let done = 0; done < count; done += BURST) {
      for (let n = done; n < Math.min(count, done + BURST); n++) held.push(at(n).hold({ n }, { timeoutMs: LONG_MS }))
      await Promise.all(peers.map((peer) => peer.held({})))
    }
    const open = (await Promise.all(peers.map((peer) => peer.held({})))).reduce((sum, one) => sum + one)
    if (open !== held.length) throw new Error(`${open} are open, ${held.length} were sent`)
  },
  /** Resolves when all have ended well. */
  async release() {
    await Promise.all(peers.map((peer) => peer.release({})))
    await Promise.all(held)
    held = []
  },
  slice: (order: SliceOrder) => runSlice(order, async (n) => checkPayload(n, await at(n).echo(payloadOf(n)))),
  /** So many calls, 128 at once. */
  async calls(count: number) {
    let left = count
    const lane = async () => {
      while (left-- > 0) checkPayload(left, await at(left).echo(payloadOf(left)))
    }
    await Promise.all(Array.from({ length: 128 }, lane))
  },
  /** The bytes that each heap holds: the client's, and those of the agents. */
  async collect() {
    return { client: await collect(), agents: await Promise.all(peers.map((peer) => peer.collect({}))) }
  },
})
