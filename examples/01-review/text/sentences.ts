import { readWords } from './words.ts'

/** Ends of a sentence, only where the next one can begin. A line break ends one too: the splitter writes it between list items. */
const END = /[.!?\u2026]{1,3}["'\u201d\u2019)\]]{0,3}\s+(?=["'\u201c\u2018([]*[\p{Lu}\p{N}\p{Lo}])|[\u3002\uff01\uff1f]|\n+/gu

/** A full stop after one of these ends no sentence. */
const ABBREVIATION =
  /(?:^|[\s([])(?:e\.g|i\.e|etc|cf|vs|al|resp|approx|ca|no|nos|fig|figs|eq|sec|ch|vol|pp?|ed|eds|mr|mrs|ms|dr|prof|st|jr|sr|inc|ltd|co|\p{L})\.$/iu

/** The sentences of a passage, in order, without the white space around them. What has no word is no sentence. */
export function sentences(text: string): string[] {
  const found: string[] = []
  let from = 0
  const take = (to: number) => {
    const sentence = text.slice(from, to).trim()
    if (readWords(sentence).length > 0) found.push(sentence)
    from = to
  }
  for (const end of text.matchAll(END)) {
    const to = end.index + end[0].length
    // the tail is enough: no abbreviation is longer
    if (!end[0].startsWith('\n') && ABBREVIATION.test(text.slice(Math.max(from, end.index - 12), end.index + 1))) continue
    take(to)
  }
  take(text.length)
  return found
}
