import { readingEase } from '../analyst/readability.ts'
import type { Repeat } from '../editor/repeats.ts'
import type { DocumentReview, Review } from '../editor/review.ts'
import { FINDING_KINDS, type FindingKind } from '../proofreader/finding.ts'
import { excerpt, excerpts } from './excerpt.ts'
import { easeOf, gradeOf, percent, readingLine, readingTime, sentenceLength } from './figures.ts'
import { counted, escaped, grouped, place, table } from './markdown.ts'

/** Longer lists are cut, and say so: a report is read by a person. */
const MOST_FINDINGS = 40
const MOST_PLACES = 8
const EXCERPT = 220

const numberColumn = (title: string) => ({ title, numbers: true })

function placeOf({ entries, documents }: Review, at: number): string {
  const entry = entries[at]
  return entry ? place(documents[entry.document]?.source.name ?? '', entry.passage.line) : ''
}

const textOf = ({ entries }: Review, at: number): string => entries[at]?.passage.text ?? ''

function overview(review: Review): string {
  const { documents, entries, words, prose, terms } = review
  const rows = documents.map(({ source, words, prose, findings }) => [
    `\`${source.name}\``,
    grouped(words),
    sentenceLength(prose),
    easeOf(prose),
    gradeOf(prose),
    String(findings.length),
  ])
  const columns = [
    { title: 'document' },
    numberColumn('words'),
    numberColumn('words a sentence'),
    numberColumn('reading ease'),
    numberColumn('grade'),
    numberColumn('findings'),
  ]
  return `# Review of ${counted(documents.length, 'document')}

${counted(entries.length, 'passage')}, ${counted(words, 'word')}, ${readingTime(words)} to read; ${readingLine(prose)}.
${terms.length > 0 ? `\n**Key terms:** ${terms.map(escaped).join(', ')}\n` : ''}
${table(columns, rows)}

Reading ease is Flesch's: 100 is a children's book, 60 a newspaper, 30 a paper at a university. The grade is Flesch-Kincaid's, in years at school.
Code, tables and front matter are not counted.`
}

/** How often each kind was found, in the order of the table of kinds. */
export function totalsOf({ documents }: Review): [FindingKind, number][] {
  const found = documents.flatMap(({ findings }) => findings)
  return (Object.keys(FINDING_KINDS) as FindingKind[])
    .map((kind): [FindingKind, number] => [kind, found.filter((one) => one.kind === kind).length])
    .filter(([, count]) => count > 0)
}

function totals(review: Review): string {
  const rows = totalsOf(review).map(([kind, count]) => [
    FINDING_KINDS[kind],
    grouped(count),
    grouped(review.documents.filter(({ findings }) => findings.some((one) => one.kind === kind)).length),
  ])
  if (rows.length === 0) return '## Findings\n\nNone: headings, links and sentences are as they should be.'
  return `## Findings\n\n${table([{ title: 'what' }, numberColumn('times'), numberColumn('documents')], rows)}`
}

function sameTexts(review: Review, repeats: readonly Repeat[]): string[] {
  return repeats.map(({ entries }) => {
    const places = entries.slice(0, MOST_PLACES).map((at) => placeOf(review, at))
    const more = entries.length > places.length ? ` and ${entries.length - places.length} more` : ''
    return `- ${counted(entries.length, 'time')}: ${places.join(', ')}${more}\n  - ${escaped(excerpt(textOf(review, entries[0] ?? 0), EXCERPT))}`
  })
}

function alikePairs(review: Review): string[] {
  return review.alike.map(({ share, entries: [a = 0, b = 0] }) => {
    const [first, second] = excerpts(textOf(review, a), textOf(review, b), EXCERPT)
    return `- ${percent(share)}\n  - ${placeOf(review, a)} ${escaped(first)}\n  - ${placeOf(review, b)} ${escaped(second)}`
  })
}

function repeated(review: Review): string {
  const same = sameTexts(review, review.same)
  const alike = alikePairs(review)
  if (same.length + alike.length === 0) return '## Said more than once\n\nNothing: no two passages are alike.'
  const parts = ['## Said more than once']
  if (same.length > 0) parts.push('### In the same words', same.join('\n'))
  if (alike.length > 0) parts.push('### In nearly the same words', alike.join('\n'))
  return parts.join('\n\n')
}

function hardPassages(review: Review, among: readonly number[]): string[] {
  return among.map((at) => {
    const counts = review.entries[at]?.analysis.counts ?? { words: 0, sentences: 0, syllables: 0 }
    const figures = `ease ${Math.round(readingEase(counts))}, ${sentenceLength(counts)} words a sentence`
    return `- ${placeOf(review, at)} ${figures}\n  - ${escaped(excerpt(textOf(review, at), EXCERPT))}`
  })
}

function documentSection(review: Review, document: DocumentReview): string {
  const { source, findings, terms, words, prose, lines } = document
  const parts = [`## ${escaped(source.name)}`]
  if (words > 0) parts.push(`${counted(lines, 'line')}, ${counted(words, 'word')}, ${readingTime(words)} to read; ${readingLine(prose)}.`)
  if (terms.length > 0) parts.push(`**Key terms:** ${terms.map(escaped).join(', ')}`)
  const listed = findings
    .slice(0, MOST_FINDINGS)
    .map(({ kind, line, text }) => `- ${place(source.name, line)} ${FINDING_KINDS[kind]}: ${escaped(text)}`)
  if (findings.length > listed.length) listed.push(`- and ${findings.length - listed.length} more`)
  if (listed.length > 0) parts.push(listed.join('\n'))
  const hard = hardPassages(review, document.hardest)
  if (hard.length > 0) parts.push(`Hardest to read:\n\n${hard.join('\n')}`)
  return parts.join('\n\n')
}

/** The report, section by section: what concerns all documents, then each of them. Put together with a blank line between. */
export function* reportOf(review: Review): Generator<string, void, void> {
  yield overview(review)
  yield totals(review)
  yield repeated(review)
  const hard = hardPassages(review, review.hardest)
  if (hard.length > 0) yield `## Hardest passages\n\n${hard.join('\n')}`
  for (const document of review.documents) yield documentSection(review, document)
}
