import { isUtf8 } from 'node:buffer'

export interface Decoded {
  readonly text: string
  /** Lines with bytes that are no UTF-8; what they were reads as U+FFFD. */
  readonly badLines: readonly number[]
}

/** Where git looks, too: a text has no zero byte at its beginning. */
const LOOKED_AT = 8_000
const NEWLINE = 0x0a

function badLinesOf(bytes: Uint8Array): number[] {
  if (isUtf8(bytes)) return []
  const bad: number[] = []
  for (let start = 0, number = 1; start < bytes.length; number++) {
    const newline = bytes.indexOf(NEWLINE, start)
    const end = newline < 0 ? bytes.length : newline
    if (!isUtf8(bytes.subarray(start, end))) bad.push(number)
    start = end + 1
  }
  return bad
}

/** The text of a file's bytes: UTF-8, or UTF-16 when it says so by its mark. Undefined for what is no text at all. */
export function decodeText(bytes: Uint8Array): Decoded | undefined {
  const mark = `${bytes[0]} ${bytes[1]}`
  const wide = mark === '255 254' ? 'utf-16le' : mark === '254 255' ? 'utf-16be' : undefined
  if (wide) return { text: new TextDecoder(wide).decode(bytes), badLines: [] }
  if (bytes.subarray(0, LOOKED_AT).includes(0)) return undefined
  return { text: new TextDecoder().decode(bytes), badLines: badLinesOf(bytes) }
}

/** A text in pieces that each fit a message; no character is cut in two. */
export function* piecesOf(text: string, longest: number): Generator<string> {
  for (let from = 0; from < text.length; ) {
    let to = Math.min(from + longest, text.length)
    const last = text.charCodeAt(to - 1)
    if (to < text.length && last >= 0xd800 && last <= 0xdbff) to--
    yield text.slice(from, to)
    from = to
  }
}
