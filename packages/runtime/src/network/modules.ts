import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { didYouMean } from './nearest.ts'
import type { NetworkSpec, Problem } from './spec.ts'

/** Where the code of an agent is. */
export interface AgentModule {
  /** An absolute path, or the name of a package. */
  readonly entry: string
  readonly exportName: string
  /** As the network names it, without the export. */
  readonly shown: string
}

/** The modules of all agents, and what is wrong with their names. Relative ones are meant from `base`. Looks at the disk, runs nothing. */
export function findModules(spec: NetworkSpec, base: string): { modules: ReadonlyMap<string, AgentModule>; problems: Problem[] } {
  const problems: Problem[] = []
  const modules = new Map<string, AgentModule>()
  for (const [name, { module }] of Object.entries(spec.agents)) {
    const found = splitExport(module)
    const entry = isPath(found.shown) ? toPath(found.shown, base) : found.shown
    const problem = isPath(found.shown) ? checkFile(entry) : checkPackage(entry, base)
    if (problem) problems.push({ path: ['agents', name, 'module'], problem })
    modules.set(name, { entry, ...found })
  }
  return { modules, problems }
}

function splitExport(module: string | URL): { shown: string; exportName: string } {
  const text = String(module)
  const cut = text.lastIndexOf('#')
  return cut < 0 ? { shown: text, exportName: 'default' } : { shown: text.slice(0, cut), exportName: text.slice(cut + 1) || 'default' }
}

const isPath = (name: string): boolean => /^(\.{0,2}[\\/]|file:|[A-Za-z]:[\\/])/.test(name)

const toPath = (name: string, base: string): string => (name.startsWith('file:') ? fileURLToPath(name) : resolve(base, name))

function checkFile(path: string): string | undefined {
  if (existsSync(path) && statSync(path).isFile()) return undefined
  const folder = dirname(path)
  if (!existsSync(folder)) return `there is no folder ${folder}`
  return `there is no file ${path}${didYouMean(basename(path), readdirSync(folder))}`
}

/** Whether a package exists is the bundler's business; a file that lacks its `./` is told from one here. */
function checkPackage(name: string, base: string): string | undefined {
  return existsSync(resolve(base, name)) && /\.[cm]?[jt]s$/.test(name)
    ? `${name} is read as a package; write ./${name} for the file`
    : undefined
}
