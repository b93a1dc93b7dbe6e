import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { redisVersion } from './redis.ts'

const PEERS = new URL('../peers/', import.meta.url)
const INSTALL_MS = 5 * 60_000

/** A file of a peer. */
export const peerFile = (peer: string, file: string): URL => new URL(`${peer}/${file}`, PEERS)

/** Installs a peer's own pinned dependencies in its own folder, when they are not there or not these. */
export async function installPeer(peer: string): Promise<void> {
  const lock = peerFile(peer, 'package-lock.json')
  const installed = peerFile(peer, 'node_modules/.package-lock.json')
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return
  console.error(`installing ${peer} …`)
  const npm = spawn('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'], {
    ...{ cwd: peerFile(peer, '.'), stdio: ['ignore', 'ignore', 'inherit'], timeout: INSTALL_MS },
  })
  const [code] = await once(npm, 'exit')
  if (code !== 0) throw new Error(`npm ci of ${peer} ended with ${code}`)
}

/** The versions of those variants that are peers, by their own package.json. */
export function versionsOf(variants: Iterable<string>): Record<string, string> {
  const peers = [...new Set(variants)].filter((variant) => existsSync(peerFile(variant, 'package.json')))
  return Object.fromEntries(peers.map((peer) => [peer, pinned(peer)]))
}

function pinned(peer: string): string {
  const { dependencies } = JSON.parse(readFileSync(peerFile(peer, 'package.json'), 'utf8')) as { dependencies: Record<string, string> }
  const packages = Object.entries(dependencies).map(([name, version]) => `${name} ${version}`)
  return [...packages, ...(peer === 'bullmq' ? [`redis-server ${redisVersion()}`] : [])].join(', ')
}
