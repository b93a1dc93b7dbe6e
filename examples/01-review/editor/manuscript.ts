import * as z from 'zod'
import type { Analysis } from '../analyst/analysis.ts'
import type { Finding } from '../proofreader/finding.ts'
import type { Outline } from '../splitter/outline.ts'
import type { Passage } from '../splitter/passage.ts'

/** A document to review: where it is, and what the report calls it. */
export const source = z.object({ path: z.string(), name: z.string() })
export type Source = z.infer<typeof source>

/** A document after the splitter, with what was found so far. One that could not be read has no outline, and a finding that says why. */
export interface Manuscript {
  readonly source: Source
  readonly passages: readonly Passage[]
  readonly outline: Outline | undefined
  readonly findings: readonly Finding[]
}

/** One passage of the whole review after an analyst. Entries stand in the order of the documents, whoever came back first. */
export interface Entry {
  /** Index of its document. */
  readonly document: number
  readonly passage: Passage
  readonly analysis: Analysis
}
