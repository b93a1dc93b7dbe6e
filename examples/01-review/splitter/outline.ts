import * as z from 'zod'

const line = z.int().positive()

const heading = z.object({ level: z.int().min(1).max(6), text: z.string(), line, empty: z.boolean() })
export type Heading = z.infer<typeof heading>

/** A link as it is written, only of the kind that can be checked without a network: to a file, or to an anchor. */
const link = z.object({ target: z.string(), line })
export type Link = z.infer<typeof link>

/** What a document is, apart from its prose. `titled`: its front matter has a title. `unclosed`: the line of a code fence without an end. */
export const outline = z.object({
  markdown: z.boolean(),
  lines: z.int().nonnegative(),
  titled: z.boolean(),
  headings: z.array(heading),
  cramped: z.array(line),
  links: z.array(link),
  anchors: z.array(z.string()),
  unclosed: line.optional(),
})
export type Outline = z.infer<typeof outline>
