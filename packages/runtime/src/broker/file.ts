import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

/** What a network that has started its own broker leaves for other commands to find, in `.parley/broker.json`. */
export interface BrokerFile {
  readonly url: string
  /** The server's process. */
  readonly pid: number
  readonly world: string
  /** Of a broker that lets in only whom it knows: where the seed of its operator lies. */
  readonly nkeySeedFile?: string
}

/** The folder, beside what it belongs to, for all that Parley writes while it runs. */
export const PARLEY_DIR = '.parley'
const NAME = 'broker.json'

/** Writes the file whole or not at all, for this user's eyes only: the url may hold a password. Gives its path. */
export function writeBrokerFile(dir: string, content: BrokerFile): string {
  const path = join(dir, NAME)
  mkdirSync(dir, { recursive: true })
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, `${JSON.stringify(content)}\n`, { mode: 0o600 })
  renameSync(draft, path)
  return path
}

/** Removes the file, unless another broker has put its own there since. */
export function removeBrokerFile(path: string, pid: number): void {
  if (readBrokerFile(path)?.pid === pid) rmSync(path, { force: true })
}

/** The nearest file from `cwd` upwards whose server still lives. Files of other users are not trusted. */
export function nearestBrokerFile(cwd = process.cwd()): (BrokerFile & { readonly path: string }) | undefined {
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    const path = join(folder, PARLEY_DIR, NAME)
    const content = readBrokerFile(path)
    if (content && isAlive(content.pid)) return { ...content, path }
    if (dirname(folder) === folder) return undefined
  }
}

function readBrokerFile(path: string): BrokerFile | undefined {
  try {
    const owner = process.getuid?.()
    if (owner !== undefined && statSync(path).uid !== owner) return undefined
    const { url, pid, world, nkeySeedFile } = JSON.parse(readFileSync(path, 'utf8')) as Partial<BrokerFile>
    if (typeof url !== 'string' || typeof pid !== 'number' || typeof world !== 'string') return undefined
    return { url, pid, world, ...(typeof nkeySeedFile === 'string' && { nkeySeedFile }) }
  } catch {
    return undefined
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
