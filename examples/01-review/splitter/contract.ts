import { action, contract } from '@parley/runtime'
import * as z from 'zod'
import { reading } from '../reader/contract.ts'
import { outline } from './outline.ts'
import { passage } from './passage.ts'

/** Takes a document apart: yields its passages, ends with its outline and with how the reading went. */
export const Splitter = contract({
  name: 'splitter',
  actions: {
    split: action({
      input: z.object({ path: z.string() }),
      yields: passage,
      output: z.object({ outline, reading }),
    }),
  },
})
