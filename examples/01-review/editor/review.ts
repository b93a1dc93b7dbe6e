import type { Counts } from '../analyst/analysis.ts'
import type { Likeness } from '../comparer/likeness.ts'
import { byShare } from '../comparer/likeness.ts'
import { byPlace, type Finding } from '../proofreader/finding.ts'
import { hardest, longSentences } from './difficulty.ts'
import type { Entry, Manuscript, Source } from './manuscript.ts'
import { bySavedWords, type Repeat, repeatOf } from './repeats.ts'
import { Vocabulary } from './vocabulary.ts'

const KEY_TERMS = 8
const OVERALL_TERMS = 15
const HARDEST = 3
const OVERALL_HARDEST = 10
const REPEATS = 10
const LIKENESSES = 15

/** What the report says of one document. `prose` counts what the reading formulas can judge, `words` all passages. */
export interface DocumentReview {
  readonly source: Source
  readonly lines: number
  readonly words: number
  readonly prose: Counts
  readonly terms: readonly string[]
  readonly hardest: readonly number[]
  readonly findings: readonly Finding[]
}

/** All that the report says. Numbers of passages are indexes of `entries`. */
export interface Review {
  readonly documents: readonly DocumentReview[]
  readonly entries: readonly Entry[]
  readonly words: number
  readonly prose: Counts
  readonly terms: readonly string[]
  readonly hardest: readonly number[]
  readonly same: readonly Repeat[]
  readonly alike: readonly Repeat[]
}

export interface Material {
  readonly manuscripts: readonly Manuscript[]
  readonly entries: readonly Entry[]
  readonly same: readonly Repeat[]
  readonly likenesses: readonly Likeness[]
}

const NONE: Counts = { words: 0, sentences: 0, syllables: 0 }

const sum = (all: readonly Counts[]): Counts =>
  all.reduce((a, b) => ({ words: a.words + b.words, sentences: a.sentences + b.sentences, syllables: a.syllables + b.syllables }), NONE)

const proseOf = (entries: readonly Entry[]) => sum(entries.flatMap(({ analysis }) => (analysis.scored ? [analysis.counts] : [])))
const wordsOf = (entries: readonly Entry[]) => entries.reduce((words, { analysis }) => words + analysis.counts.words, 0)
const termsOf = (entries: readonly Entry[]) => entries.map(({ analysis }) => analysis.terms)

/** Makes one review of all that the agents found. The same material gives the same review, in whatever order it came. */
export function reviewOf({ manuscripts, entries, same, likenesses }: Material): Review {
  const vocabulary = new Vocabulary(termsOf(entries))
  const numbers = manuscripts.map((): number[] => [])
  for (const [at, { document }] of entries.entries()) numbers[document]?.push(at)
  const documents = manuscripts.map(({ source, outline, findings }, at): DocumentReview => {
    const own = numbers[at] as number[]
    const ofDocument = own.map((number) => entries[number] as Entry)
    return {
      source,
      lines: outline?.lines ?? 0,
      words: wordsOf(ofDocument),
      prose: proseOf(ofDocument),
      terms: vocabulary.keyTerms(termsOf(ofDocument), KEY_TERMS),
      hardest: hardest(entries, own, HARDEST),
      findings: [...findings, ...longSentences(ofDocument)].sort(byPlace),
    }
  })
  return {
    documents,
    entries,
    words: wordsOf(entries),
    prose: proseOf(entries),
    terms: vocabulary.keyTerms(termsOf(entries), OVERALL_TERMS),
    hardest: hardest(entries, [...entries.keys()], OVERALL_HARDEST),
    same: [...same].sort(bySavedWords(entries)).slice(0, REPEATS),
    alike: [...likenesses].sort(byShare).slice(0, LIKENESSES).map(repeatOf),
  }
}
