import { describe, expect, it } from 'vitest'
import { count, isScored } from '../analyst/readability.ts'
import { shingles } from '../analyst/shingles.ts'
import { terms } from '../analyst/terms.ts'
import { likenesses } from '../comparer/likenesses.ts'
import { headingFindings } from '../proofreader/headings.ts'
import { reportOf } from '../report/report.ts'
import { summaryOf } from '../report/summary.ts'
import { takeApart } from '../splitter/document.ts'
import { squaresOf } from './grid.ts'
import type { Entry, Manuscript } from './manuscript.ts'
import { sameTexts } from './repeats.ts'
import { reviewOf } from './review.ts'

const HARD =
  'Considerable organisational transformation necessitates comprehensive documentation, institutional responsibility, extraordinary administrative determination and, notwithstanding apparently insurmountable communicative difficulties, unconditional interdepartmental collaboration, supplemented by periodical international consultations.'
const SAME = 'A request that cannot run yet never blocks one behind it that can run at once.'

/** What the network does, in one process. */
function review(documents: Record<string, string>) {
  const manuscripts = Object.entries(documents).map(([name, text]): Manuscript => {
    const { passages, outline } = takeApart(text, { markdown: true })
    return { source: { path: `/${name}`, name }, passages, outline, findings: headingFindings(outline) }
  })
  const entries = manuscripts.flatMap(({ passages }, document) =>
    passages.map((passage): Entry => {
      const { longest, ...counts } = count(passage.text)
      const { text } = passage
      return {
        document,
        passage,
        analysis: { counts, scored: isScored(text, counts), longest, terms: terms(text), shingles: shingles(text) },
      }
    }),
  )
  const { same, prints } = sameTexts(entries)
  const found = squaresOf(prints).flatMap(({ left, right }) => likenesses(left, right, { least: 0.5, most: 50 }))
  return reviewOf({ manuscripts, entries, same, likenesses: found })
}

const DOCUMENTS = {
  'one.md': `# One\n\n${SAME}\n\n## Hard\n\n${HARD}\n`,
  'two.md': `# Two\n\n${SAME}\n\n#### Deep\n\n${SAME.replace('at once', 'immediately')}\n`,
  'three.md': '',
}

describe('a review', () => {
  const { documents, same, alike, hardest, entries, words } = review(DOCUMENTS)

  it('counts the words of every document, and of all', () => {
    expect(documents.map((document) => document.words)).toEqual([16 + 25, 16 + 15, 0])
    expect(words).toBe(72)
  })

  it('finds what is said in the same words, and in nearly the same', () => {
    expect(same).toEqual([{ share: 1, entries: [0, 2] }])
    expect(alike.map((repeat) => repeat.entries)).toEqual([[0, 3]])
  })

  it('names the passage that is hardest to read', () => {
    expect(hardest.map((at) => entries[at]?.passage.text)).toEqual([HARD])
  })

  it('lists the findings of a document in the order of its lines', () => {
    expect(documents[1]?.findings.map(({ kind, line }) => `${line} ${kind}`)).toEqual(['5 skipped-level'])
  })
})

describe('a report', () => {
  const report = [...reportOf(review(DOCUMENTS))].join('\n\n')

  it('has a table of all documents, then what was found, with places that can be opened', () => {
    expect(report).toContain('# Review of 3 documents')
    expect(report).toMatch(/\| `one\.md` \| 41 \|/)
    expect(report).toContain('- `two.md:5` skipped heading level: h4 \u201cDeep\u201d right below h1 \u201cTwo\u201d')
    expect(report).toContain('- 2 times: `one.md:3`, `two.md:3`')
    expect(report).toContain('- `two.md:7` A request that cannot run yet')
    expect(report).toMatch(/- `one\.md:7` ease -\d+, \d+ words a sentence/)
  })

  it('shows marks of the documents as they are written', () => {
    expect([...reportOf(review({ 'a.md': '### A | B <i> [x](y) `c`:' }))].join('\n')).toContain('h3 \u201cA \\| B x c:\u201d')
  })

  it('says so when there is nothing to say', () => {
    const quiet = [...reportOf(review({ 'a.md': '# Title\n\nText.' }))].join('\n')
    expect(quiet).toContain('None: headings, links and sentences are as they should be.')
    expect(quiet).toContain('Nothing: no two passages are alike.')
  })

  it('has a short form for a terminal', () => {
    const summary = summaryOf(review(DOCUMENTS)).split('\n')
    expect(summary[0]).toBe('3 documents, 4 passages, 72 words, less than a minute to read')
    expect(summary).toContain('  two.md:5  skipped heading level: h4 \u201cDeep\u201d right below h1 \u201cTwo\u201d')
    expect(summary.length).toBeLessThan(40)
  })
})
