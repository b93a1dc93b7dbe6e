import { anchorsOf, splitAnchor } from './anchors.ts'
import type { Block } from './block.ts'
import { blocksOf, paragraphsOf } from './blocks.ts'
import { plainText } from './inline.ts'
import { linesOf } from './lines.ts'
import { linksOf, namesIn } from './links.ts'
import type { Heading, Outline } from './outline.ts'
import type { Passage } from './passage.ts'
import { passagesOf } from './passages.ts'

const TITLE = /^\s*["']?title["']?\s*[:=]\s*\S/i
const CRAMPED = /^ {0,3}#{2,6}[^\s#]/
const HTML_HEADING = /<h([1-6])(?:\s[^<>]{0,500})?>([\s\S]{0,1000}?)<\/h\1>/gi
const COMMENT = /^\s*<!--/

type Found = Omit<Heading, 'empty'> & { readonly anchor: string | undefined }

/** The headings of a block: one of Markdown, or those that stand in HTML. */
function headingsIn(block: Block): Found[] {
  const line = block.lines[0]?.number ?? 1
  if (block.kind === 'heading') {
    const { text, anchor } = splitAnchor(block.text)
    return [{ level: block.level, text: plainText(text), line, anchor }]
  }
  if (block.kind !== 'html' || COMMENT.test(block.lines[0]?.text ?? '')) return []
  const html = block.lines.map(({ text }) => text).join('\n')
  return [...html.matchAll(HTML_HEADING)].map(([, level, text = '']) => ({
    level: Number(level),
    text: plainText(text),
    line,
    anchor: undefined,
  }))
}

const fills = (block: Block): boolean => block.kind !== 'definition' && block.kind !== 'rule' && !COMMENT.test(block.lines[0]?.text ?? '')

function outlineOf(blocks: readonly Block[], lines: number): Outline {
  const headings: (Found & { empty: boolean })[] = []
  for (const block of blocks) {
    const found = headingsIn(block)
    for (const heading of found) {
      const above = headings.at(-1)
      // a heading right above one of a deeper level holds that one
      if (above?.empty && heading.level > above.level) above.empty = false
      headings.push({ ...heading, empty: block.kind === 'heading' })
    }
    const last = headings.at(-1)
    if (last && found.length === 0 && fills(block)) last.empty = false
  }
  const byHand = [...headings.flatMap(({ anchor }) => anchor ?? []), ...blocks.flatMap(namesIn)]
  const prose = blocks.flatMap((block) => (block.kind === 'prose' ? block.lines : []))
  const open = blocks.find((block) => block.kind === 'code' && !block.closed)?.lines[0]?.number
  return {
    markdown: true,
    lines,
    titled: blocks[0]?.kind === 'matter' && blocks[0].lines.some(({ text }) => TITLE.test(text)),
    headings: headings.map(({ level, text, line, empty }) => ({ level, text, line, empty })),
    cramped: prose.filter((line) => CRAMPED.test(line.text)).map(({ number }) => number),
    links: blocks.flatMap(linksOf),
    anchors: [...new Set([...anchorsOf(headings.map(({ text }) => text)), ...byHand])],
    ...(open !== undefined && { unclosed: open }),
  }
}

/** A document taken apart: its prose in passages, and its outline. A plain text has no headings and no links, so nothing can be wrong with them. */
export function takeApart(text: string, { markdown }: { readonly markdown: boolean }): { passages: Passage[]; outline: Outline } {
  const lines = linesOf(text)
  const count = text === '' ? 0 : (lines.at(-1)?.number ?? 0) - (/[\r\n]$/.test(text) ? 1 : 0)
  const blocks = markdown ? blocksOf(lines) : paragraphsOf(lines)
  const outline = outlineOf(markdown ? blocks : [], count)
  return { passages: passagesOf(blocks), outline: { ...outline, markdown } }
}
