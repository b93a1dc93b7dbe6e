import * as z from 'zod'

const line = z.int().positive()

/**
 * A piece of a document's prose that is judged on its own: a paragraph, or a few items of a list. A line break in the text ends a sentence.
 * `number` counts from 0 in its document, `section` is the heading above it.
 */
export const passage = z.object({ number: z.int().nonnegative(), line, endLine: line, section: z.string(), text: z.string() })
export type Passage = z.infer<typeof passage>
