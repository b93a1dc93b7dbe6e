import { action, contract } from '@parley/runtime'
import * as z from 'zod'

/** Reads a text file. The pieces say where they belong: a reading that begins again, because its reader died, repeats itself. */
export const Reader = contract({
  name: 'reader',
  actions: {
    read: action({
      input: z.object({ path: z.string() }),
      yields: z.object({ at: z.int().nonnegative(), text: z.string() }),
      output: z.object({ encoding: z.string(), badLines: z.array(z.int().positive()), bad: z.int().nonnegative() }),
    }),
  },
})
