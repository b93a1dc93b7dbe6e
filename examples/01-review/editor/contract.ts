import { action, contract } from '@parley/runtime'
import * as z from 'zod'
import { source } from './manuscript.ts'

const whole = z.int().nonnegative()

/** What a review says while it goes on: how far it is, then the report, section by section. */
const word = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('progress'), step: z.enum(['documents', 'passages', 'comparisons']), done: whole, total: whole }),
  z.object({ kind: z.literal('section'), text: z.string() }),
])

/** Has documents reviewed by everybody else, and makes one report of it. */
export const Editor = contract({
  name: 'editor',
  actions: {
    review: action({
      input: z.object({ documents: z.array(source).min(1), inFlight: z.int().positive().default(12) }),
      yields: word,
      output: z.object({ summary: z.string(), documents: whole, passages: whole, words: whole, findings: whole }),
    }),
  },
})
