import { type Opening, serve } from './channel.ts'

/** Asks once, checks the answer, and throws when it is wrong. May give how many units of work that was: 1 when it gives nothing. */
type Call = (n: number) => Promise<number | void>

export interface SliceOrder {
  /** Calls that are open at once. */
  readonly inFlight: number
  readonly ms: number
}

export interface Slice {
  /** Units of work, all that were begun. */
  readonly done: number
  /** From the first question to the last answer. */
  readonly elapsedMs: number
  /** Of one call; measured with one in flight only. */
  readonly latencyUs?: { readonly p50: number; readonly p99: number }
}

/** Never begins again at 0, so that no answer of an earlier slice can pass for one of this. */
let calls = 0

/** Keeps `inFlight` calls open for a while, then waits for those that are: what is slow to answer is not cut off before it does. */
export async function runSlice({ inFlight, ms }: SliceOrder, call: Call): Promise<Slice> {
  const latencies: number[] = []
  let done = 0
  let open = true
  const lane = async () => {
    while (open) {
      const units = (await call(++calls)) ?? 1
      done += units
    }
  }
  const timedLane = async () => {
    while (open) {
      const askedMs = performance.now()
      const units = (await call(++calls)) ?? 1
      done += units
      latencies.push(performance.now() - askedMs)
    }
  }
  const startMs = performance.now()
  const timer = setTimeout(() => {
    open = false
  }, ms)
  try {
    await Promise.all(Array.from({ length: inFlight }, inFlight === 1 ? timedLane : lane))
  } finally {
    open = false
    clearTimeout(timer)
  }
  const elapsedMs = performance.now() - startMs
  return { done, elapsedMs, ...(inFlight === 1 && { latencyUs: percentiles(latencies) }) }
}

function percentiles(ms: number[]): { p50: number; p99: number } {
  ms.sort((a, b) => a - b)
  const at = (share: number) => 1_000 * ms[Math.floor(share * (ms.length - 1))]!
  return { p50: at(0.5), p99: at(0.99) }
}

/** A client program: it opens, and runs slices. */
export function serveCalls(open: (opening: Opening) => Promise<Call>): void {
  let call: Call
  serve({
    async open(opening: Opening) {
      call = await open(opening)
      await call(++calls)
    },
    slice: (order: SliceOrder) => runSlice(order, call),
  })
}
