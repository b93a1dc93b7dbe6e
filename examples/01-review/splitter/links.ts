import type { Block } from './block.ts'
import { withoutCode } from './inline.ts'
import type { Link } from './outline.ts'

const INLINE =
  /\]\(\s{0,9}(?:<([^<>\n]{1,1000})>|([^\s()<>]{1,1000}(?:\([^\s()]{0,200}\)[^\s()]{0,200})?))(?:\s{1,9}["'(][^\n]{0,500})?\s{0,9}\)/g
const DEFINITION = /^ {0,3}\[[^\]]{1,999}\]:\s*(?:<([^<>]{1,1000})>|(\S{1,1000}))/g
const HTML = /<(?:a|img|source|video)\s[^<>]{0,1000}?\b(?:href|src)\s?=\s?(?:"([^"<>]{1,1000})"|'([^'<>]{1,1000})')/gi
const NAMED = /<[a-z][\w-]*\s[^<>]{0,500}?\b(?:id|name)\s?=\s?["']([^"'<>]{1,200})["']/gi

/** Somewhere else: another scheme (`https:`), another host (`//`), or a template's hole. */
const ELSEWHERE = /^(?:[a-z][a-z\d+.-]*:|\/\/|\{\{|\$\{)/i

const numberOf = (block: Block, text: string, index: number): number =>
  block.lines[text.slice(0, index).split('\n').length - 1]?.number ?? (block.lines[0]?.number as number)

/** The links of a block that lead to files or anchors, with their lines. A code block has none. */
export function linksOf(block: Block): Link[] {
  if (block.kind === 'code' || block.kind === 'matter') return []
  const text = withoutCode(block.lines.map((line) => line.text).join('\n'))
  const found: { target: string; index: number }[] = []
  for (const form of block.kind === 'definition' ? [DEFINITION] : [INLINE, HTML])
    for (const match of text.matchAll(form)) {
      const target = match[1] ?? match[2] ?? ''
      if (!ELSEWHERE.test(target)) found.push({ target, index: match.index })
    }
  return found.sort((a, b) => a.index - b.index).map(({ target, index }) => ({ target, line: numberOf(block, text, index) }))
}

/** The anchors that a block names by hand, as in `<a id="top"></a>`. */
export function namesIn(block: Block): string[] {
  if (block.kind === 'code' || block.kind === 'matter') return []
  return [...withoutCode(block.lines.map((line) => line.text).join('\n')).matchAll(NAMED)].map((match) => match[1] as string)
}
