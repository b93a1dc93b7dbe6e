import * as z from 'zod'

const whole = z.int().nonnegative()

const counts = z.object({ words: whole, sentences: whole, syllables: whole })
export type Counts = z.infer<typeof counts>

/** A word that may be a key term: inflections share the stem, `form` is how it is mostly written. */
const term = z.object({ stem: z.string(), form: z.string(), count: whole })
export type Term = z.infer<typeof term>

/** What an analyst found in one passage. `shingles` are sorted 32-bit hashes, four bytes each, little end first. */
export const analysis = z.object({
  counts,
  scored: z.boolean(),
  longest: z.object({ words: whole, text: z.string() }),
  terms: z.array(term),
  shingles: z.instanceof(Uint8Array),
})
export type Analysis = z.infer<typeof analysis>
