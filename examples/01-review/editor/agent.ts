import { defineAgent } from '@parley/runtime'
import type { Likeness } from '../comparer/likeness.ts'
import { reportOf } from '../report/report.ts'
import { summaryOf } from '../report/summary.ts'
import { bounded } from './bounded.ts'
import { Editor } from './contract.ts'
import { Desk } from './desk.ts'
import { squaresOf } from './grid.ts'
import type { Entry, Manuscript } from './manuscript.ts'
import { sameTexts } from './repeats.ts'
import { reviewOf } from './review.ts'

/** Documents that are taken apart at once: their passages wait here in memory, so there is no hurry. */
const DOCUMENTS_IN_FLIGHT = 4

const progress = (step: 'documents' | 'passages' | 'comparisons', done: number, total: number) => ({
  kind: 'progress' as const,
  step,
  done,
  total,
})

export default defineAgent(Editor, {
  handlers: {
    async *review({ documents, inFlight }, ctx) {
      const desk = new Desk(ctx)

      const split: Manuscript[] = []
      let done = 0
      for await (const [at, manuscript] of bounded(documents.keys(), DOCUMENTS_IN_FLIGHT, (at) => desk.manuscript(documents[at]!))) {
        split[at] = manuscript
        yield progress('documents', ++done, documents.length)
      }

      const passages = split.flatMap((manuscript, document) => manuscript.passages.map((passage) => ({ document, passage })))
      const entries: Entry[] = []
      done = 0
      yield progress('passages', done, passages.length)
      for await (const [at, entry] of bounded(passages.keys(), inFlight, (at) =>
        desk.entry(passages[at]!.document, passages[at]!.passage),
      )) {
        entries[at] = entry
        yield progress('passages', ++done, passages.length)
      }

      const { same, prints } = sameTexts(entries)
      const squares = squaresOf(prints)
      const likenesses: Likeness[] = []
      done = 0
      for await (const [, found] of bounded(squares, inFlight, (square) => desk.likenesses(square))) {
        likenesses.push(...found)
        yield progress('comparisons', ++done, squares.length)
      }

      const anchors = new Map(split.flatMap(({ source, outline }) => (outline ? [[source.path, outline.anchors] as const] : [])))
      const manuscripts: Manuscript[] = []
      for await (const [at, findings] of bounded(split.keys(), DOCUMENTS_IN_FLIGHT, (at) => desk.findings(split[at]!, anchors)))
        manuscripts[at] = { ...split[at]!, findings: [...split[at]!.findings, ...findings] }

      const review = reviewOf({ manuscripts, entries, same, likenesses })
      for (const text of reportOf(review)) yield { kind: 'section' as const, text }
      return {
        summary: summaryOf(review),
        documents: documents.length,
        passages: entries.length,
        words: review.words,
        findings: review.documents.reduce((sum, { findings }) => sum + findings.length, 0),
      }
    },
  },
})
