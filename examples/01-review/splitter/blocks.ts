import type { Block } from './block.ts'
import type { Line } from './lines.ts'
import { indentOf, isBlank, type Unquoted, unquoted } from './quotes.ts'
import { INTERRUPTING, isRuler, RULES } from './rules.ts'

const ITEM = /^(\s*)([-*+]|\d{1,9}[.)])(?=\s|$)\s{0,4}/
const FOOTNOTE = /^ {0,3}\[\^[^\]]{1,99}\]:\s*/
const UNDERLINE = /^ {0,3}(?:=+|-+)\s*$/
const MATTER = new Map([
  ['---', /^(?:---|\.\.\.)$/],
  ['+++', /^\+\+\+$/],
])

/** The list marker at the front of a line: none where there is too much before it, or where it is a ruler. */
function markerOf(line: Unquoted, list: number): string | undefined {
  const marker = ITEM.exec(line.text)?.[0]
  return marker !== undefined && indentOf(line) < list + 4 && !line.continued && !isRuler(line) ? marker : undefined
}

function frontMatter(lines: readonly Line[]): readonly Line[] {
  const close = MATTER.get(lines[0]?.text ?? '')
  const end = close ? lines.findIndex((line, index) => index > 0 && close.test(line.text)) : -1
  return lines.slice(0, end + 1)
}

/** A paragraph, or the heading that it turns out to be when it is underlined. */
function paragraph(lines: readonly Unquoted[], at: number, list: number, item: boolean): Block {
  const first = lines[at] as Unquoted
  let end = at + 1
  for (; end < lines.length; end++) {
    const line = lines[end] as Unquoted
    if (line.continued) continue
    if (isBlank(line) || line.depth !== first.depth) break
    if (UNDERLINE.test(line.text) && list === 0 && first.depth === 0) {
      const text = lines.slice(at, end).map(({ text }) => text.trim())
      return { kind: 'heading', level: line.text.includes('=') ? 1 : 2, text: text.join(' '), lines: lines.slice(at, end + 1) }
    }
    if (INTERRUPTING.some((rule) => rule(lines, end, 0)) || interruptingItem(line, list)) break
  }
  return { kind: 'prose', item, lines: lines.slice(at, end) }
}

// outside a list only `1.` opens one in the middle of a paragraph: a line may begin with a year
const interruptingItem = (line: Unquoted, list: number): boolean => {
  const marker = markerOf(line, list)?.trim()
  return marker !== undefined && (list > 0 || !/\d/.test(marker) || marker.startsWith('1')) && marker !== line.text.trim()
}

function begun(lines: readonly Unquoted[], at: number, list: number): Block | undefined {
  if (lines[at]?.continued) return undefined
  for (const rule of RULES) {
    const block = rule(lines, at, list)
    if (block) return block
  }
  return undefined
}

/** The blocks of a Markdown document, in order; blank lines belong to none. */
export function blocksOf(document: readonly Line[]): Block[] {
  const matter = frontMatter(document)
  const blocks: Block[] = matter.length > 0 ? [{ kind: 'matter', lines: matter }] : []
  const lines = document.slice(matter.length).map(unquoted)
  let list = 0
  let item = false
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] as Unquoted
    if (isBlank(line)) {
      item = false
      at++
      continue
    }
    const marker = markerOf(line, list)
    if (marker !== undefined) {
      // spaces in the marker's place: what follows keeps its column, and the line is read again as what it holds
      lines[at] = { ...line, text: ' '.repeat(marker.length) + line.text.slice(marker.length) }
      list = marker.length
      item = true
      continue
    }
    if (!item && indentOf(line) < Math.min(list, 2)) list = 0
    const note = FOOTNOTE.exec(line.text)?.[0]
    if (note) lines[at] = { ...line, text: line.text.slice(note.length) }
    const block = begun(lines, at, list) ?? paragraph(lines, at, list, item)
    blocks.push(block)
    at += block.lines.length
    item = false
  }
  return blocks
}

/** The blocks of a plain text: paragraphs between blank lines, whatever their lines begin with. */
export function paragraphsOf(document: readonly Line[]): Block[] {
  const blocks: Block[] = []
  let open: Line[] = []
  for (const line of document) {
    if (!isBlank(line)) open.push(line)
    if ((isBlank(line) || line === document.at(-1)) && open.length > 0) {
      blocks.push({ kind: 'prose', item: false, lines: open })
      open = []
    }
  }
  return blocks
}
