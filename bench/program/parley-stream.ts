import { connect } from '@parley/runtime'
import { Streamer } from './agent/streamer.ts'
import { checkBytes } from './payload.ts'
import { serveCalls } from './slice.ts'

const [count, size] = process.argv.slice(2).map(Number) as [number, number]

serveCalls(async ({ url, name }) => {
  const { samples } = (await connect({ servers: url, world: name })).peer(Streamer)
  return async () => {
    let next = 0
    for await (const sample of samples({ count, size })) checkBytes(next++, sample, size)
    if (next !== count) throw new Error(`${next} of ${count} samples came`)
    return count
  }
})
