import { sentences } from '../text/sentences.ts'
import { readWords } from '../text/words.ts'
import { plainText } from './inline.ts'
import { cutAt, type Line } from './lines.ts'

/** A stretch of plain text and the lines that it came from. */
export interface Stretch {
  readonly line: number
  readonly endLine: number
  readonly text: string
}

/** About 250 words, a paragraph that nobody should have written longer. */
export const LONGEST = 1_500

/** Lines are cleaned together, because a link may go over a line's end, but not so many that one expression sees a whole book. */
const CLEANED_AT_ONCE = 16_000

function cleaned(lines: readonly Line[]): string {
  const texts: string[] = []
  let waiting = ''
  for (const line of lines) {
    // a cut line goes on without a space: its own stands at its end
    waiting += waiting === '' || line.continued ? line.text : ` ${line.text.trim()}`
    if (waiting.length < CLEANED_AT_ONCE) continue
    texts.push(plainText(waiting))
    waiting = ''
  }
  return [...texts, plainText(waiting)].filter((text) => text !== '').join(' ')
}

/** Whole sentences up to the limit; a sentence that is longer by itself is cut. */
function packed(text: string): string[] {
  const parts: string[] = []
  let open = ''
  for (const sentence of sentences(text)) {
    if (open !== '' && open.length + 1 + sentence.length > LONGEST) {
      parts.push(open)
      open = ''
    }
    open = open === '' ? sentence : `${open} ${sentence}`
    while (open.length > LONGEST) {
      const cut = cutAt(open, LONGEST)
      parts.push(open.slice(0, cut).trimEnd())
      open = open.slice(cut)
    }
  }
  return open === '' ? parts : [...parts, open]
}

/** The prose of a block as one stretch, or several when it is too long for one. */
export function stretchesOf(lines: readonly Line[]): Stretch[] {
  const first = lines[0]?.number ?? 1
  const last = lines.at(-1)?.number ?? first
  const text = cleaned(lines)
  if (text === '') return []
  if (text.length <= LONGEST) return [{ line: first, endLine: last, text }]
  // which line a word stands on, by counting words: the marks are gone, the words are not
  const ends: { readonly number: number; readonly words: number }[] = []
  let words = 0
  for (const line of lines) {
    words += readWords(plainText(line.text)).length
    ends.push({ number: line.number, words })
  }
  let at = 0
  let seen = 0
  const lineOf = (word: number): number => {
    while (at < ends.length - 1 && (ends[at]?.words ?? 0) < word) at++
    return ends[at]?.number ?? last
  }
  return packed(text).map((part) => {
    const line = lineOf(seen + 1)
    seen += readWords(part).length
    return { line, endLine: lineOf(seen), text: part }
  })
}
