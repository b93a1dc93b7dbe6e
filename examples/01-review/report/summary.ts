import { readingEase } from '../analyst/readability.ts'
import type { Review } from '../editor/review.ts'
import { FINDING_KINDS } from '../proofreader/finding.ts'
import { excerpt } from './excerpt.ts'
import { percent, readingLine, readingTime } from './figures.ts'
import { counted, grouped } from './markdown.ts'
import { totalsOf } from './report.ts'

const MOST = 5
const EXCERPT = 60

/** Rows of text in columns that line up; the last one is as long as it likes. */
function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => (row[at] ?? '').length)))
  return rows.map((row) => `  ${row.map((cell, at) => (at < row.length - 1 ? cell.padEnd(widths[at] ?? 0) : cell)).join('  ')}`)
}

const placeOf = ({ entries, documents }: Review, at: number): string => {
  const entry = entries[at]
  return entry ? `${documents[entry.document]?.source.name}:${entry.passage.line}` : ''
}

const quoted = ({ entries }: Review, at: number): string => `"${excerpt(entries[at]?.passage.text ?? '', EXCERPT)}"`

function hard(review: Review): string[] {
  return columns(
    review.hardest.slice(0, MOST).map((at) => {
      const counts = review.entries[at]?.analysis.counts
      return [placeOf(review, at), counts ? `ease ${Math.round(readingEase(counts))}` : '', quoted(review, at)]
    }),
  )
}

function alike(review: Review): string[] {
  return columns(
    [...review.same, ...review.alike]
      .slice(0, MOST)
      .map(({ share, entries: [a = 0, b = 0] }) => [percent(share), placeOf(review, a), placeOf(review, b), quoted(review, a)]),
  )
}

/** The gravest findings: in the order of their kinds, then of the documents. */
function toMend({ documents }: Review): string[] {
  const kinds = Object.keys(FINDING_KINDS)
  const all = documents.flatMap(({ source, findings }) => findings.map((finding) => ({ name: source.name, ...finding })))
  all.sort((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind))
  return columns(
    all.slice(0, MOST).map(({ name, line, kind, text }) => [`${name}:${line}`, `${FINDING_KINDS[kind]}: ${excerpt(text, EXCERPT)}`]),
  )
}

/** The report in a terminal: a screenful, whatever the documents are. */
export function summaryOf(review: Review): string {
  const { documents, entries, words, prose, terms } = review
  const lines = [
    `${counted(documents.length, 'document')}, ${counted(entries.length, 'passage')}, ${counted(words, 'word')}, ${readingTime(words)} to read`,
    readingLine(prose),
  ]
  if (terms.length > 0) lines.push(`key terms: ${terms.join(', ')}`)
  const kinds = totalsOf(review).map(([kind, count]) => `${FINDING_KINDS[kind]} ${grouped(count)}`)
  lines.push(`findings: ${kinds.length > 0 ? kinds.join(', ') : 'none'}`)
  const parts: [string, string[]][] = [
    ['to mend first', toMend(review)],
    ['hardest passages', hard(review)],
    ['said more than once', alike(review)],
  ]
  for (const [title, rows] of parts) if (rows.length > 0) lines.push('', title, ...rows)
  return lines.join('\n')
}
