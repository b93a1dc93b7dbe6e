import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { CommandDefinition } from './command.ts'

const PACKAGE = '@parley/agents'
const ENTRY = './commands'

type Exports = Record<string, string | Record<string, string> | undefined>

/**
 * The commands of `@parley/agents`, where it is installed beside the working directory or this package. An arrow to it must not run through the sources,
 * so its export `./commands` is looked up here as Node would, from source where this package runs from source.
 */
export async function installedCommands(cwd = process.cwd()): Promise<readonly CommandDefinition[]> {
  const entry = entryFrom(join(cwd, 'package.json')) ?? entryFrom(import.meta.url)
  if (!entry) return []
  const { commands } = (await import(pathToFileURL(entry).href)) as { commands?: readonly CommandDefinition[] }
  return (commands ?? []).filter(({ kind }) => kind === 'parley.command')
}

function entryFrom(from: string): string | undefined {
  for (const folder of createRequire(from).resolve.paths(PACKAGE) ?? []) {
    const root = join(folder, PACKAGE)
    const manifest = join(root, 'package.json')
    if (!existsSync(manifest)) continue
    const { exports = {} } = JSON.parse(readFileSync(manifest, 'utf8')) as { exports?: Exports }
    const target = exports[ENTRY]
    const conditions = import.meta.url.endsWith('.ts') ? ['@parley/source', 'default'] : ['default']
    const path = typeof target === 'string' ? target : conditions.map((one) => target?.[one]).find(Boolean)
    return path && existsSync(join(root, path)) ? join(root, path) : undefined
  }
  return undefined
}
