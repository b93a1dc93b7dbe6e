import { action, contract } from '@parley/runtime'
import * as z from 'zod'
import { analysis } from './analysis.ts'

/** Judges one passage by itself: how hard it reads, which terms it has, and the shingles that it can be compared by. */
export const Analyst = contract({
  name: 'analyst',
  actions: { analyse: action({ input: z.object({ text: z.string() }), output: analysis }) },
})
