import { type Client, InteractionError } from '@parley/runtime'
import { AGAIN } from '../again.ts'
import { Analyst } from '../analyst/contract.ts'
import { Comparer } from '../comparer/contract.ts'
import type { Likeness } from '../comparer/likeness.ts'
import { Proofreader } from '../proofreader/contract.ts'
import type { Finding } from '../proofreader/finding.ts'
import { referencesOf } from '../proofreader/references.ts'
import type { Reading } from '../reader/contract.ts'
import { Splitter } from '../splitter/contract.ts'
import type { Outline } from '../splitter/outline.ts'
import type { Passage } from '../splitter/passage.ts'
import type { Square } from './grid.ts'
import type { Entry, Manuscript, Source } from './manuscript.ts'

/** Pairs that share less are alike by chance. */
const LEAST_SHARE = 0.5
/** More than a report shows, of each square. */
const MOST_PAIRS = 50

const unreadable = (source: Source, text: string): Manuscript => ({
  source,
  passages: [],
  outline: undefined,
  findings: [{ kind: 'unreadable', line: 1, text }],
})

function readingFindings({ badLines, bad }: Reading, { lines }: Outline): Finding[] {
  if (lines === 0) return [{ kind: 'empty-file', line: 1, text: 'nothing in it' }]
  const [first] = badLines
  if (first === undefined) return []
  const more = bad > badLines.length ? `, and ${bad - badLines.length} more` : ''
  return [{ kind: 'bad-bytes', line: first, text: `not UTF-8 on line ${badLines.join(', ')}${more}` }]
}

/** Whether a splitting failed by the document's fault, and not because somebody it needed was gone for good. */
function isOfTheDocument(error: unknown): error is InteractionError {
  if (!(error instanceof InteractionError) || error.reason !== 'error') return false
  const { cause } = (error.details ?? {}) as { cause?: { reason?: string } }
  return cause === undefined || cause.reason === 'error'
}

/** What the editor asks of the others, one method an errand. Every errand survives the death of whoever runs it. */
export class Desk {
  readonly #client: Client

  constructor(client: Client) {
    this.#client = client
  }

  /** A document that cannot be read is a finding, not the end of the review. */
  async manuscript(source: Source): Promise<Manuscript> {
    const passages: Passage[] = []
    const splitting = this.#client.peer(Splitter).split({ path: source.path }, AGAIN)
    try {
      for await (const passage of splitting) {
        if (passage.number === 0) passages.length = 0 // another splitter took over, and begins again
        passages.push(passage)
      }
      const { outline, reading } = await splitting.result
      if (reading.problem !== undefined) return unreadable(source, reading.problem)
      return { source, passages, outline, findings: readingFindings(reading, outline) }
    } catch (error) {
      if (!isOfTheDocument(error)) throw error
      return unreadable(source, error.message)
    }
  }

  async entry(document: number, passage: Passage): Promise<Entry> {
    const analysis = await this.#client.peer(Analyst).analyse({ text: passage.text }, AGAIN)
    return { document, passage, analysis }
  }

  likenesses({ left, right }: Square): Promise<Likeness[]> {
    return this.#client.peer(Comparer).compare({ left, ...(right && { right }), least: LEAST_SHARE, most: MOST_PAIRS }, AGAIN)
  }

  /** The findings in one document, whose links may lead to the others. */
  findings({ source: { path }, outline }: Manuscript, anchors: ReadonlyMap<string, readonly string[]>): Promise<Finding[]> {
    if (!outline) return Promise.resolve([])
    const linked = new Set(referencesOf(path, outline.links).map((reference) => reference.path))
    const known = Object.fromEntries([...linked].flatMap((one) => (anchors.has(one) ? [[one, [...(anchors.get(one) ?? [])]]] : [])))
    return this.#client.peer(Proofreader).proof({ path, outline, anchors: known }, AGAIN)
  }
}
