import { action, contract } from '@parley/runtime'
import * as z from 'zod'

/** How a reading went. `problem`: why there is nothing to read. `badLines`: the first lines with bytes that are no text, of `bad` in all. */
export const reading = z.object({ problem: z.string().optional(), badLines: z.array(z.int().positive()), bad: z.int().nonnegative() })

export type Reading = z.infer<typeof reading>

/** Reads a text file. A piece says where it stands: one at 0 after others is a new beginning, because the reader died and another took over. */
export const Reader = contract({
  name: 'reader',
  actions: {
    read: action({
      input: z.object({ path: z.string() }),
      yields: z.object({ at: z.int().nonnegative(), text: z.string() }),
      output: reading,
    }),
  },
})
