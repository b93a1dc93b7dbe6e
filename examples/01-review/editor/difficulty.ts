import { readingEase } from '../analyst/readability.ts'
import type { Finding } from '../proofreader/finding.ts'
import { excerpt } from '../report/excerpt.ts'
import { FEWEST_WORDS } from '../report/figures.ts'
import type { Entry } from './manuscript.ts'

/** `difficult` and below. */
const HARD = 50
/** A sentence that nobody reads to its end at once. */
const LONG_SENTENCE = 50

/** Numbers of the entries that are hardest to read, the hardest first. */
export function hardest(entries: readonly Entry[], among: readonly number[], most: number): number[] {
  const scored = among.flatMap((at) => {
    const analysis = entries[at]?.analysis
    if (!analysis?.scored || analysis.counts.words < FEWEST_WORDS) return []
    const ease = readingEase(analysis.counts)
    return ease < HARD ? [{ at, ease }] : []
  })
  scored.sort((a, b) => a.ease - b.ease || a.at - b.at)
  return scored.slice(0, most).map(({ at }) => at)
}

export function longSentences(entries: readonly Entry[]): Finding[] {
  return entries.flatMap(({ passage, analysis: { scored, longest } }) => {
    if (!scored || longest.words < LONG_SENTENCE) return []
    return [
      { kind: 'long-sentence' as const, line: passage.line, text: `${longest.words} words: \u201c${excerpt(longest.text, 70)}\u201d` },
    ]
  })
}
