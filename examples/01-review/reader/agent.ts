import { readFile } from 'node:fs/promises'
import { defineAgent } from '@parley/runtime'
import { Reader } from './contract.ts'
import { decodeText, piecesOf } from './decoding.ts'

/** Well below what a broker takes in one message, in whatever script the text is. */
const PIECE = 64 * 1024

/** Lines that a person wants named; the number of the others is enough. */
const NAMED_LINES = 10

export default defineAgent(Reader, {
  concurrency: 4,
  handlers: {
    async *read({ path }) {
      const decoded = decodeText(await readFile(path))
      if (!decoded) throw new Error('not a text: it has zero bytes')
      let at = 0
      for (const text of piecesOf(decoded.text, PIECE)) {
        yield { at, text }
        at += text.length
      }
      const { encoding, badLines } = decoded
      return { encoding, badLines: badLines.slice(0, NAMED_LINES), bad: badLines.length }
    },
  },
})
