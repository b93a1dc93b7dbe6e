import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { UsageError } from './failure.ts'

const FROM_SOURCE = import.meta.url.endsWith('.ts')

/**
 * What node needs in front of a script: for TypeScript a loader (tsx, from where the script's project has it or from this package), where node cannot
 * read it by itself; and in this repository the condition by which packages are their sources. Throws UsageError where nothing here reads TypeScript.
 */
export function nodeArguments(
  script: string,
  folder: string,
  canStrip = Boolean((process.features as { typescript?: unknown }).typescript),
): string[] {
  const condition = FROM_SOURCE ? ['--conditions=@parley/source'] : []
  if (!FROM_SOURCE && !/\.[cm]?tsx?$/.test(script)) return condition
  const tsx = find('tsx', join(folder, 'package.json')) ?? find('tsx', import.meta.url)
  if (tsx) return [...condition, '--import', pathToFileURL(tsx).href]
  if (canStrip) return condition
  throw new UsageError(
    `${script}: this Node ${process.versions.node} does not read TypeScript: add tsx to the project, or use Node 22.18 or later`,
  )
}

function find(name: string, from: string): string | undefined {
  try {
    return createRequire(from).resolve(name)
  } catch {
    return undefined
  }
}
