import { sentences } from '../text/sentences.ts'
import { readWords } from '../text/words.ts'
import type { Counts } from './analysis.ts'
import { syllables } from './syllables.ts'

const LETTER = /\p{L}/gu
const LATIN = /\p{Script=Latin}/gu

/** What the reading formulas need to know of a text, and its longest sentence. Sums of counts are counts again. */
export function count(text: string): Counts & { readonly longest: { readonly words: number; readonly text: string } } {
  const counts = { words: 0, sentences: 0, syllables: 0 }
  let longest = { words: 0, text: '' }
  for (const sentence of sentences(text)) {
    const words = readWords(sentence)
    counts.sentences++
    counts.words += words.length
    for (const word of words) counts.syllables += syllables(word)
    if (words.length > longest.words) longest = { words: words.length, text: sentence }
  }
  return { ...counts, longest }
}

/** Below this many words a sentence, a passage is a list of names, and the formulas answer nonsense. */
const FEWEST_WORDS = 4

/** Whether the formulas say anything: they know English sounds and whole sentences. */
export function isScored(text: string, { words, sentences }: Counts): boolean {
  const letters = text.match(LETTER)?.length ?? 0
  return words >= sentences * FEWEST_WORDS && letters > 0 && (text.match(LATIN)?.length ?? 0) * 2 > letters
}

/** Flesch's reading ease: 100 is a children's book, 60 a newspaper, 30 a paper at a university. May leave 0 to 100 on either side. */
export const readingEase = ({ words, sentences, syllables }: Counts): number =>
  words === 0 || sentences === 0 ? Number.NaN : 206.835 - 1.015 * (words / sentences) - 84.6 * (syllables / words)

/** The Flesch-Kincaid grade: years at school that a reader needs. */
export const gradeLevel = ({ words, sentences, syllables }: Counts): number =>
  words === 0 || sentences === 0 ? Number.NaN : 0.39 * (words / sentences) + 11.8 * (syllables / words) - 15.59

const EASE_NAMES = [
  [90, 'very easy'],
  [80, 'easy'],
  [70, 'fairly easy'],
  [60, 'plain'],
  [50, 'fairly difficult'],
  [30, 'difficult'],
] as const

export const nameOfEase = (ease: number): string => EASE_NAMES.find(([least]) => ease >= least)?.[1] ?? 'very difficult'
