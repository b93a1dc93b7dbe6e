import { existsSync, readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'
import { dirname, isAbsolute, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Call } from './call.ts'
import type { Place } from './sum.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const PACKAGES = 'node_modules/'

interface Mapped {
  readonly dir: string
  readonly map: SourceMap
}

/** Finds the source of what ran in a bundle, by the source map that lies beside it: while the bundle is there. */
export function sources(): (frame: Call['frame']) => Place {
  const bundles = new Map<string, Mapped | undefined>()
  return ({ url, lineNumber, columnNumber }) => {
    // a module goes by its URL, what was compiled for all processes by its path
    const path = url.startsWith('file:') ? fileURLToPath(url) : url
    if (!isAbsolute(path)) return { file: url, line: lineNumber + 1 }
    if (!bundles.has(path)) bundles.set(path, read(path))
    const mapped = bundles.get(path)
    const entry = mapped?.map.findEntry(lineNumber, columnNumber)
    if (!mapped || !entry || !('originalSource' in entry)) return { file: shown(path), line: lineNumber + 1 }
    return { file: shown(resolve(mapped.dir, entry.originalSource)), line: entry.originalLine + 1 }
  }
}

function read(bundle: string): Mapped | undefined {
  // What was compiled for all processes is a script whose lines are those of the module beside it.
  const file = `${bundle.replace(/\.cjs$/, '.js')}.map`
  return existsSync(file) ? { dir: dirname(file), map: new SourceMap(JSON.parse(readFileSync(file, 'utf8'))) } : undefined
}

/** From the repository's root; of a package, from its name. */
function shown(path: string): string {
  const at = path.lastIndexOf(PACKAGES)
  return at >= 0 ? path.slice(at + PACKAGES.length) : relative(ROOT, path)
}
