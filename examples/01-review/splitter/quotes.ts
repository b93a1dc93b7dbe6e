import type { Line } from './lines.ts'

/** A line without its quote marks, how deep they quoted it, and the line as it was: inside a code fence a `>` is only a `>`. */
export interface Unquoted extends Line {
  readonly depth: number
  readonly raw: string
}

const MARK = /^ {0,3}>[ \t]?/

export function unquoted(line: Line): Unquoted {
  let text = line.text
  let depth = 0
  while (!line.continued && MARK.test(text)) {
    text = text.replace(MARK, '')
    depth++
  }
  return { ...line, text, depth, raw: line.text }
}

export const isBlank = (line: Line): boolean => line.text.trim() === ''

/** Columns of white space before the text; a tab goes on to the next multiple of four. */
export function indentOf(line: Line): number {
  let column = 0
  for (const char of line.text) {
    if (char === ' ') column++
    else if (char === '\t') column += 4 - (column % 4)
    else break
  }
  return column
}
