import type { Print } from '../comparer/likeness.ts'

/** Two batches go to a comparer at once: half of what fits a message of the broker, with room for the rest of it. */
const BATCH_BYTES = 200_000
const BATCH_PRINTS = 400
const PRINT_OVERHEAD = 16

export interface Square {
  readonly left: readonly Print[]
  /** Absent on the diagonal: the left ones among themselves. */
  readonly right?: readonly Print[]
}

function batchesOf(prints: readonly Print[]): Print[][] {
  const batches: Print[][] = []
  let bytes = Number.POSITIVE_INFINITY
  for (const print of prints) {
    const size = print.shingles.byteLength + PRINT_OVERHEAD
    if (bytes + size > BATCH_BYTES || (batches.at(-1)?.length ?? 0) >= BATCH_PRINTS) {
      batches.push([])
      bytes = 0
    }
    batches.at(-1)?.push(print)
    bytes += size
  }
  return batches
}

/** The comparisons that bring every print together with every other one exactly once, in pieces that travel. */
export function squaresOf(prints: readonly Print[]): Square[] {
  const batches = batchesOf(prints)
  return batches.flatMap((left, at) => [{ left }, ...batches.slice(at + 1).map((right) => ({ left, right }))])
}
