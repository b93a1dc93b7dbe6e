// What packing brings with nothing around it: the floor of whoever packs, by the same codec and in the same parts as the runtime.

/** Collects what is asked within a turn, in parts. */
export function collector<T>(most: number, send: (items: T[]) => void): (item: T) => void {
  let items: T[] = []
  const flush = () => {
    if (items.length === 0) return
    const all = items
    items = []
    send(all)
  }
  return (item) => {
    if (items.push(item) === 1) queueMicrotask(flush)
    if (items.length >= most) flush()
  }
}

/** A question or its answer: a number that tells which, and the payload. */
export type Row = [n: number, payload: { n: number; text: string }]

export const ROWS = 32

/** What the runtime sets too: so many bytes are written at once. */
export const WRITES = { noAsyncTraces: true, pendingLimit: 8 * 1024 }
