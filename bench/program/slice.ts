import { type Opening, serve } from './channel.ts'

/** Asks once, checks the answer, and throws when it is wrong. May give how many units of work that was: 1 when it gives nothing. */
type Call = (n: number) => Promise<number | void>

export interface SliceOrder {
  /** Calls that are open at once. */
  readonly inFlight: number
  readonly ms: number
}

export interface Slice {
  /** Units done within `elapsedMs`. */
  readonly done: number
  readonly elapsedMs: number
  /** Units done until the last call had its answer: what the processes' CPU time was spent on. */
  readonly total: number
  /** Of one call; measured with one in flight only. */
  readonly latencyUs?: { readonly p50: number; readonly p99: number }
}

/** Never begins again at 0, so that no answer of an earlier slice can pass for one of this. */
let calls = 0

/** Keeps `inFlight` calls open for a while. With one in flight the last one is waited for and counted; with more, what is open at the end is not. */
export async function runSlice({ inFlight, ms }: SliceOrder, call: Call): Promise<Slice> {
  const latencies: number[] = []
  let total = 0
  let open = true
  const lane = async () => {
    while (open) {
      const units = (await call(++calls)) ?? 1
      total += units
    }
  }
  const timedLane = async () => {
    while (open) {
      const askedMs = performance.now()
      const units = (await call(++calls)) ?? 1
      total += units
      latencies.push(performance.now() - askedMs)
    }
  }
  const startMs = performance.now()
  const soFar = () => ({ done: total, elapsedMs: performance.now() - startMs })
  const window = new Promise<Pick<Slice, 'done' | 'elapsedMs'>>((resolve) => {
    setTimeout(() => {
      open = false
      resolve(soFar())
    }, ms)
  })
  try {
    await Promise.all(Array.from({ length: inFlight }, inFlight === 1 ? timedLane : lane))
  } finally {
    open = false
  }
  if (inFlight > 1) return { ...(await window), total }
  return { ...soFar(), total, latencyUs: percentiles(latencies) }
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
