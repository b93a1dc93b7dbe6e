/** One line of a document. A line that is too long comes as several, all but the first `continued`: they open no block. */
export interface Line {
  readonly number: number
  readonly text: string
  readonly continued: boolean
}

/** Keeps every later step linear: no expression ever sees more than this many characters at once. */
const LONGEST = 8_000

/** Where to cut text that is longer than `longest`: after the last white space that fits, else anywhere but inside a character. */
export function cutAt(text: string, longest: number): number {
  if (text.length <= longest) return text.length
  const space = text.lastIndexOf(' ', longest - 1) + 1
  if (space > longest / 2) return space
  const before = text.charCodeAt(longest - 1)
  return before >= 0xd800 && before <= 0xdbff ? longest - 1 : longest
}

/** The lines of a text, whatever ends them (LF, CRLF, CR), numbered as an editor does. */
export function linesOf(text: string): Line[] {
  const lines: Line[] = []
  let number = 0
  for (const raw of text.split(/\r\n|\r|\n/)) {
    number++
    let rest = raw.trimEnd()
    let continued = false
    do {
      const cut = cutAt(rest, LONGEST)
      lines.push({ number, text: rest.slice(0, cut), continued })
      rest = rest.slice(cut)
      continued = true
    } while (rest.length > 0)
  }
  return lines
}
