import { byShare, type Likeness, type Print } from './likeness.ts'

export interface Wanted {
  /** Pairs below this share are not worth a look. */
  readonly least: number
  readonly most: number
}

const BYTES = 4

function hashesOf({ shingles }: Print): number[] {
  const view = new DataView(shingles.buffer, shingles.byteOffset, shingles.byteLength)
  return Array.from({ length: shingles.byteLength / BYTES }, (_, at) => view.getUint32(at * BYTES, true))
}

/**
 * The most alike pairs of one passage on the left and one on the right, by the cosine of their shingle sets: shared / sqrt(left * right).
 * Without a right side, of the left ones among themselves. Only passages that share a shingle ever meet.
 */
export function likenesses(left: readonly Print[], right: readonly Print[] | undefined, { least, most }: Wanted): Likeness[] {
  const holders = new Map<number, number[]>()
  for (const [at, print] of left.entries())
    for (const hash of hashesOf(print)) {
      const list = holders.get(hash)
      if (list) list.push(at)
      else holders.set(hash, [at])
    }
  const found: Likeness[] = []
  for (const [at, print] of (right ?? left).entries()) {
    const hashes = hashesOf(print)
    const shared = new Map<number, number>()
    for (const hash of hashes)
      for (const other of holders.get(hash) ?? []) if (right || other < at) shared.set(other, (shared.get(other) ?? 0) + 1)
    for (const [other, count] of shared) {
      const twin = left[other] as Print
      const share = count / Math.sqrt(hashes.length * (twin.shingles.byteLength / BYTES))
      if (share < least) continue
      found.push({ a: Math.min(print.passage, twin.passage), b: Math.max(print.passage, twin.passage), share })
    }
  }
  return found.sort(byShare).slice(0, most)
}
