import { readWords } from '../text/words.ts'
import type { Block } from './block.ts'
import { plainText } from './inline.ts'
import type { Passage } from './passage.ts'
import { LONGEST, type Stretch, stretchesOf } from './prose.ts'

/** A paragraph with fewer words leads into the next one: `The options are:`. */
const FEW_WORDS = 12

/** Items of a list stay together up to here: one item is seldom enough to judge, forty are no passage. */
const MANY_WORDS = 120

interface Open extends Stretch {
  readonly words: number
  readonly item: boolean
}

const canGrow = (open: Open, next: Open): boolean =>
  (open.item ? next.item : open.words < FEW_WORDS) && open.words + next.words <= MANY_WORDS && open.text.length + next.text.length < LONGEST

/** The passages of a document, in order. What is no prose (code, tables, HTML, front matter) ends a passage and is in none. */
export function passagesOf(blocks: readonly Block[]): Passage[] {
  const passages: Passage[] = []
  let section = ''
  let open: Open | undefined
  const close = () => {
    if (open) passages.push({ number: passages.length, line: open.line, endLine: open.endLine, section, text: open.text })
    open = undefined
  }
  for (const block of blocks) {
    if (block.kind === 'heading') {
      close()
      section = plainText(block.text)
    } else if (block.kind === 'prose') {
      for (const stretch of stretchesOf(block.lines)) {
        const next: Open = { ...stretch, words: readWords(stretch.text).length, item: block.item }
        if (next.words === 0) continue
        if (open && canGrow(open, next)) {
          open = {
            line: open.line,
            endLine: next.endLine,
            text: `${open.text}\n${next.text}`,
            words: open.words + next.words,
            item: next.item,
          }
        } else {
          close()
          open = next
        }
      }
    } else if (block.kind !== 'definition') close()
  }
  close()
  return passages
}
