import { dirname, resolve } from 'node:path'
import type { Link } from '../splitter/outline.ts'
import type { Finding } from './finding.ts'

/** What a link asks for: a file, and an anchor in it. */
export interface Reference {
  readonly path: string
  readonly anchor: string
  readonly link: Link
}

/** Anchors that need no heading: the top, lines of a source file, a browser's text search. */
const ALWAYS_THERE = /^(?:top|l\d+(?:-l?\d+)?|:~:.*)?$/i

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Where a document's links lead. Links from a root (`/docs`) are left out: which folder is the root, only the site knows. */
export function referencesOf(document: string, links: readonly Link[]): Reference[] {
  return links.flatMap((link) => {
    if (link.target.startsWith('/')) return []
    const [, file = '', anchor = ''] = /^([^?#]*)(?:\?[^#]*)?(?:#(.*))?$/.exec(link.target) ?? []
    return [{ path: file === '' ? document : resolve(dirname(document), decoded(file)), anchor: decoded(anchor), link }]
  })
}

export interface Ground {
  readonly exists: (path: string) => boolean
  /** The anchors of a document that was read; undefined for any other file, whose anchors nobody knows. */
  readonly anchors: (path: string) => ReadonlySet<string> | undefined
}

/** The links that lead nowhere. */
export function deadLinks(references: readonly Reference[], { exists, anchors }: Ground): Finding[] {
  return references.flatMap(({ path, anchor, link }): Finding[] => {
    const known = anchors(path)
    if (!known && !exists(path)) return [{ kind: 'dead-link', line: link.line, text: `${link.target}: no such file` }]
    if (!known || ALWAYS_THERE.test(anchor) || known.has(anchor) || known.has(anchor.toLowerCase())) return []
    return [{ kind: 'dead-anchor', line: link.line, text: `${link.target}: no such heading` }]
  })
}
