import { defineAgent } from '@parley/runtime'
import { Analyst } from './contract.ts'
import { count, isScored } from './readability.ts'
import { shingles } from './shingles.ts'
import { terms } from './terms.ts'

export default defineAgent(Analyst, {
  handlers: {
    analyse({ text }) {
      const { longest, ...counts } = count(text)
      return { counts, scored: isScored(text, counts), longest, terms: terms(text), shingles: shingles(text) }
    },
  },
})
