import { defineAgent } from '@parley/runtime'
import { AGAIN } from '../again.ts'
import { Reader } from '../reader/contract.ts'
import { Splitter } from './contract.ts'
import { takeApart } from './document.ts'

const MARKDOWN = /\.(?:md|markdown|mdown|mkd|mdx)$/i

export default defineAgent(Splitter, {
  concurrency: 4,
  handlers: {
    async *split({ path }, ctx) {
      const pieces: string[] = []
      const reading = ctx.peer(Reader).read({ path }, AGAIN)
      for await (const { at, text } of reading) {
        if (at === 0) pieces.length = 0 // another reader took over, and begins again
        pieces.push(text)
      }
      const result = await reading.result
      const { passages, outline } = takeApart(pieces.join(''), { markdown: MARKDOWN.test(path) })
      yield* passages
      return { outline, reading: result }
    },
  },
})
