import { access } from 'node:fs/promises'
import { defineAgent } from '@parley/runtime'
import { Proofreader } from './contract.ts'
import { headingFindings } from './headings.ts'
import { deadLinks, referencesOf } from './references.ts'

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

export default defineAgent(Proofreader, {
  concurrency: 4,
  handlers: {
    async proof({ path, outline, anchors }) {
      const known = new Map(Object.entries(anchors).map(([of, names]) => [of, new Set(names)]))
      const references = referencesOf(path, outline.links)
      const paths = [...new Set(references.map((reference) => reference.path))].filter((one) => !known.has(one))
      const there = new Set<string>()
      for (const one of paths) if (await isThere(one)) there.add(one)
      return [...headingFindings(outline), ...deadLinks(references, { exists: (one) => there.has(one), anchors: (one) => known.get(one) })]
    },
  },
})
