import type { Counts } from '../analyst/analysis.ts'
import { gradeLevel, nameOfEase, readingEase } from '../analyst/readability.ts'
import { grouped } from './markdown.ts'

/** Words that a person reads in a minute. */
const WORDS_A_MINUTE = 230

const NOTHING = '\u2013'

/** Fewer words give no fair score. */
export const FEWEST_WORDS = 25

const rounded = (value: number): string => (Number.isFinite(value) ? String(Math.round(value)) : NOTHING)

const fair = ({ words }: Counts): boolean => words >= FEWEST_WORDS

export const easeOf = (prose: Counts): string => (fair(prose) ? rounded(readingEase(prose)) : NOTHING)
export const gradeOf = (prose: Counts): string => (fair(prose) ? rounded(gradeLevel(prose)) : NOTHING)
export const sentenceLength = ({ words, sentences }: Counts): string => rounded(words / sentences)

/** `reading ease 47 (difficult), grade 12, 19 words a sentence`. */
export const readingLine = (prose: Counts): string =>
  fair(prose)
    ? `reading ease ${easeOf(prose)} (${nameOfEase(readingEase(prose))}), grade ${gradeOf(prose)}, ${sentenceLength(prose)} words a sentence`
    : 'too little prose for a score'

export function readingTime(words: number): string {
  const minutes = Math.round(words / WORDS_A_MINUTE)
  if (minutes < 1) return 'less than a minute'
  return minutes < 60 ? `${minutes} min` : `${grouped(Math.floor(minutes / 60))} h ${String(minutes % 60).padStart(2, '0')} min`
}

export const percent = (share: number): string => `${Math.floor(share * 100)} %`
