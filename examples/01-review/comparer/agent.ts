import { defineAgent } from '@parley/runtime'
import { Comparer } from './contract.ts'
import { likenesses } from './likenesses.ts'

export default defineAgent(Comparer, {
  handlers: {
    compare: ({ left, right, least, most }) => likenesses(left, right, { least, most }),
  },
})
