import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

const TURNS = 5

/**
 * Collects what is garbage and gives the bytes of the heap that are left. A process that is never asked to collect shows how lazy
 * the collector is, not what is kept. Several times, with turns of the event loop between, for what is only let go of in one.
 */
export async function collect(): Promise<number> {
  const gc = collector()
  for (let i = 0; i < TURNS; i++) {
    gc()
    await new Promise((next) => setTimeout(next, 20))
  }
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

/** What collects: all of the heap, or the young generation alone. */
export function collector(): (options?: { type: 'minor' }) => void {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc')
}
