// What packing brings with nothing around it: the floor of whoever packs, by the same codec and in the same parts as the runtime.

const PARTS = 4
const [FEWEST_ROWS, MOST_ROWS] = [32, 128]

/** Collects what is asked within a turn, in parts. */
export function collector<T>(send: (items: T[]) => void): (item: T) => void {
  let items: T[] = []
  let burst = 0
  let rows = FEWEST_ROWS
  const flush = () => {
    if (items.length === 0) return
    const all = items
    items = []
    send(all)
  }
  const atTurnsEnd = () => {
    flush()
    rows = Math.min(Math.max(FEWEST_ROWS, burst / PARTS), MOST_ROWS)
    burst = 0
  }
  return (item) => {
    if (burst++ === 0) queueMicrotask(atTurnsEnd)
    if (items.push(item) >= rows) flush()
  }
}

/** A question or its answer: a number that tells which, and the payload. */
export type Row = [n: number, payload: { n: number; text: string }]

/** What the runtime sets too: so many bytes are written at once. */
export const WRITES = { noAsyncTraces: true, pendingLimit: 16 * 1024 }
