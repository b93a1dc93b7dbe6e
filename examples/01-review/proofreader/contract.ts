import { action, contract } from '@parley/runtime'
import * as z from 'zod'
import { outline } from '../splitter/outline.ts'
import { finding } from './finding.ts'

/** Checks a document's headings and links. `anchors` are those of the reviewed documents that its links may lead to, by path. */
export const Proofreader = contract({
  name: 'proofreader',
  actions: {
    proof: action({
      input: z.object({ path: z.string(), outline, anchors: z.record(z.string(), z.array(z.string())) }),
      output: z.array(finding),
    }),
  },
})
