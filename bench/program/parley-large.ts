import { connect, InteractionError } from '@parley/runtime'
import { Weigher } from './agent/weigher.ts'
import { type Opening, serve } from './channel.ts'
import { bytesOf } from './payload.ts'
import { runSlice, type SliceOrder } from './slice.ts'

const size = Number(process.argv[2])
let call: (n: number) => Promise<void>

serve({
  async open({ url, name }: Opening) {
    const { weigh } = (await connect({ servers: url, world: name })).peer(Weigher)
    call = async (n) => {
      const answer = await weigh({ load: bytesOf(n, size) })
      if (answer.n !== n || answer.size !== size) throw new Error(`wrong answer to ${n}: ${JSON.stringify(answer)}`)
    }
  },
  /** Whether something so large gets there at all. */
  async carries() {
    try {
      await call(1)
      return true
    } catch (error) {
      if (error instanceof InteractionError && error.code === 'TOO_LARGE') return false
      throw error
    }
  },
  slice: (order: SliceOrder) => runSlice(order, call),
})
