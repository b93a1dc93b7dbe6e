import * as z from 'zod'

/** What can be wrong with a document, in the order in which a report lists it, as a person says it. */
export const FINDING_KINDS = {
  unreadable: 'cannot be read',
  'bad-bytes': 'bytes that are no text',
  'empty-file': 'empty file',
  'dead-link': 'broken link',
  'dead-anchor': 'broken anchor',
  'open-fence': 'code fence without an end',
  'no-title': 'no heading of level 1',
  'second-title': 'more than one heading of level 1',
  'skipped-level': 'skipped heading level',
  'same-heading': 'heading used again',
  'empty-section': 'empty section',
  'empty-heading': 'heading without a text',
  'heading-end': 'punctuation at the end of a heading',
  'no-space': 'no space after #',
  'long-sentence': 'very long sentence',
} as const

export type FindingKind = keyof typeof FINDING_KINDS

const kinds = Object.keys(FINDING_KINDS) as [FindingKind, ...FindingKind[]]

export const finding = z.object({ kind: z.enum(kinds), line: z.int().positive(), text: z.string() })
export type Finding = z.infer<typeof finding>

export const byPlace = (a: Finding, b: Finding): number => a.line - b.line || kinds.indexOf(a.kind) - kinds.indexOf(b.kind)
