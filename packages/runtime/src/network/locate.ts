import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type LocatedNetwork, readNetwork } from './file.ts'
import { type AgentModule, findModules } from './modules.ts'
import { parseNetwork } from './parse.ts'
import { BadNetworkError, describeProblem, type NetworkInput } from './spec.ts'

/** A network as it is given: the path of a YAML file, or an object. */
export type NetworkSource = string | NetworkInput

export interface LocateOptions {
  /** What relative modules of an object are meant from: a folder, or the address of a file (`import.meta.url`). Default: the working directory. */
  readonly base?: string | URL | undefined
  readonly env?: Readonly<Record<string, string | undefined>>
}

export type WholeNetwork = LocatedNetwork & { readonly modules: ReadonlyMap<string, AgentModule> }

/** A checked network with its modules found. Throws BAD_NETWORK with everything that is wrong. */
export function locateNetwork(source: NetworkSource, { base, env = process.env }: LocateOptions = {}): WholeNetwork {
  const network = typeof source === 'string' ? readNetwork(source, env) : fromObject(source, folderOf(base), env)
  const { modules, problems } = findModules(network.spec, network.base)
  if (problems.length) throw new BadNetworkError(problems.map(network.place))
  return { ...network, modules }
}

function fromObject(value: NetworkInput, base: string, env: Readonly<Record<string, string | undefined>>): LocatedNetwork {
  const { spec, problems } = parseNetwork(value, env)
  if (!spec) throw new BadNetworkError(problems.map(describeProblem))
  return { spec, base, place: describeProblem }
}

function folderOf(base: string | URL | undefined): string {
  if (base === undefined) return process.cwd()
  const text = String(base)
  if (!text.startsWith('file:')) return resolve(text)
  const path = fileURLToPath(text)
  return text.endsWith('/') ? path : dirname(path)
}
