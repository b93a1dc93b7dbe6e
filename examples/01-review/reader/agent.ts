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
      const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => error)
      if (bytes instanceof Error) return { problem: bytes.code ?? bytes.message, badLines: [], bad: 0 }
      const decoded = decodeText(bytes)
      if (!decoded) return { problem: 'not a text: it has zero bytes', badLines: [], bad: 0 }
      let at = 0
      for (const text of piecesOf(decoded.text, PIECE)) {
        yield { at, text }
        at += text.length
      }
      return { badLines: decoded.badLines.slice(0, NAMED_LINES), bad: decoded.badLines.length }
    },
  },
})
