import * as z from 'zod'

/** A passage as a comparer sees it: its number in the whole review, and its shingles (sorted 32-bit hashes, four bytes each). */
export const print = z.object({ passage: z.int().nonnegative(), shingles: z.instanceof(Uint8Array) })
export type Print = z.infer<typeof print>

/** Two passages, the smaller number first, and how much they share: 1 is the same text, 0 nothing at all. */
export const likeness = z.object({ a: z.int().nonnegative(), b: z.int().nonnegative(), share: z.number() })
export type Likeness = z.infer<typeof likeness>

/** The best first; equals in the order of the documents, so that two runs agree. */
export const byShare = (x: Likeness, y: Likeness): number => y.share - x.share || x.a - y.a || x.b - y.b
