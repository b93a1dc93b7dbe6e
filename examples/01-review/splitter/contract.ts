import { action, contract } from '@parley/runtime'
import * as z from 'zod'
import { outline } from './outline.ts'
import { passage } from './passage.ts'

/** Takes a document apart: yields its passages, ends with its outline and with what the reader had to say. */
export const Splitter = contract({
  name: 'splitter',
  actions: {
    split: action({
      input: z.object({ path: z.string() }),
      yields: passage,
      output: z.object({ outline, badLines: z.array(z.int().positive()), bad: z.int().nonnegative() }),
    }),
  },
})
