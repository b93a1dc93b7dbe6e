import type { Block } from './block.ts'
import { indentOf, isBlank, type Unquoted } from './quotes.ts'

/** A block that begins at line `at`, with its number of lines; undefined when another kind begins there. `list` is the text column of the list around it. */
type Rule = (lines: readonly Unquoted[], at: number, list: number) => Block | undefined

const FENCE = /^\s*(`{3,}(?=[^`]*$)|~{3,})/
const HEADING = /^ {0,3}(#{1,6})(?:[ \t]+(.*?))??(?:[ \t]+#+)?[ \t]*$/
const RULER = /^ {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$/
const DELIMITER = /^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$/
const DEFINITION = /^ {0,3}\[(?!\^)[^\]]{1,999}\]:\s*\S/
const HTML =
  /^ {0,3}<(?:!--|[!?]|\/?(?:address|article|aside|blockquote|body|center|col|colgroup|dd|details|dialog|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|header|hr|html|iframe|legend|li|link|main|nav|ol|p|pre|script|section|style|summary|table|tbody|td|tfoot|th|thead|tr|ul)(?=[\s/>]|$)|\/?[a-z][\w-]*(?:\s[^<>]*)?>\s*(?:<\/[a-z][\w-]*>\s*)?$)/i
const HTML_TO_ITS_END = /^\s*<(?:(!--)|(pre|script|style)\b)/i

const until = (lines: readonly Unquoted[], at: number, isAfter: (line: Unquoted) => boolean) => {
  let end = at + 1
  while (end < lines.length && !isAfter(lines[end] as Unquoted)) end++
  return lines.slice(at, end)
}

const fence: Rule = (lines, at) => {
  const open = lines[at] as Unquoted
  const mark = FENCE.exec(open.text)?.[1]
  if (!mark) return undefined
  const close = new RegExp(`^\\s*${mark[0]}{${mark.length},}\\s*$`)
  let end = at + 1
  for (; end < lines.length; end++) {
    const line = lines[end] as Unquoted
    if (line.depth < open.depth) return { kind: 'code', closed: true, lines: lines.slice(at, end) } // the quote around it ended
    if (close.test(open.depth === 0 ? line.raw : line.text)) return { kind: 'code', closed: true, lines: lines.slice(at, end + 1) }
  }
  return { kind: 'code', closed: false, lines: lines.slice(at) }
}

const indented: Rule = (lines, at, list) => {
  const isCode = (line: Unquoted) => indentOf(line) >= list + 4
  if (!isCode(lines[at] as Unquoted)) return undefined
  return { kind: 'code', closed: true, lines: until(lines, at, (line) => !isBlank(line) && !isCode(line)) }
}

const heading: Rule = (lines, at, list) => {
  const line = lines[at] as Unquoted
  const found = line.depth === 0 && list === 0 ? HEADING.exec(line.text) : null
  return found ? { kind: 'heading', level: (found[1] as string).length, text: found[2] ?? '', lines: [line] } : undefined
}

export const isRuler = (line: Unquoted): boolean => RULER.test(line.text)

const ruler: Rule = (lines, at) => (isRuler(lines[at] as Unquoted) ? { kind: 'rule', lines: lines.slice(at, at + 1) } : undefined)

const html: Rule = (lines, at) => {
  const { text } = lines[at] as Unquoted
  if (!HTML.test(text)) return undefined
  const [, comment, raw] = HTML_TO_ITS_END.exec(text) ?? []
  if (!comment && !raw) return { kind: 'html', lines: until(lines, at, isBlank) }
  const end = comment ? /-->/ : new RegExp(`</${raw}>`, 'i')
  const last = lines.findIndex((line, index) => index >= at && end.test(line.text))
  return { kind: 'html', lines: lines.slice(at, last < 0 ? lines.length : last + 1) }
}

const table: Rule = (lines, at) => {
  const next = lines[at + 1]?.text ?? ''
  const begins = (lines[at] as Unquoted).text.includes('|') && next.includes('-') && next.includes('|') && DELIMITER.test(next)
  return begins ? { kind: 'table', lines: until(lines, at, isBlank) } : undefined
}

const definition: Rule = (lines, at) =>
  DEFINITION.test((lines[at] as Unquoted).text) ? { kind: 'definition', lines: lines.slice(at, at + 1) } : undefined

/** What may begin anywhere, even right below a line of prose. */
export const INTERRUPTING: readonly Rule[] = [fence, heading, ruler, html, table]

/** What begins only after a blank line or another block. The order matters: a fence indented far is code before it is a fence. */
export const RULES: readonly Rule[] = [indented, ...INTERRUPTING, definition]
