import { action, contract } from '@parley/runtime'
import * as z from 'zod'
import { likeness, print } from './likeness.ts'

/** Finds the passages that are alike: one of the left with one of the right, or the left ones among themselves. */
export const Comparer = contract({
  name: 'comparer',
  actions: {
    compare: action({
      input: z.object({
        left: z.array(print).readonly(),
        right: z.array(print).readonly().optional(),
        least: z.number(),
        most: z.int().positive(),
      }),
      output: z.array(likeness),
    }),
  },
})
