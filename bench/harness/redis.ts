import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startKeeper } from './runtime-inside.ts'

/** A redis-server that this process has started. It listens on 127.0.0.1 only. */
export interface Redis {
  readonly port: number
  readonly pid: number
  stop(): Promise<void>
}

const BINARY = process.env.REDIS_SERVER_BIN || 'redis-server'
const READY_MS = 10_000
/** Its fastest: nothing is written to disk. */
const IN_MEMORY = ['--save', '', '--appendonly', 'no']

/** Null where there is none. */
export function redisVersion(): string | null {
  try {
    return /v=(\S+)/.exec(execFileSync(BINARY, ['--version'], { encoding: 'utf8' }))?.[1] ?? 'unknown'
  } catch {
    return null
  }
}

export async function startRedis(): Promise<Redis> {
  const port = await freePort()
  const dir = mkdtempSync(join(tmpdir(), 'parley-bench-redis-'))
  process.once('exit', () => rmSync(dir, { recursive: true, force: true }))
  const server = spawn(BINARY, ['--bind', '127.0.0.1', '--port', String(port), '--dir', dir, ...IN_MEMORY], { stdio: 'ignore' })
  const exited = once(server, 'exit')
  const keeper = startKeeper()
  if (server.pid) keeper.add(server.pid, 'last')
  const stop = async () => {
    server.kill('SIGTERM')
    await exited
    keeper.close()
  }
  const deadline = Date.now() + READY_MS
  while (!(await answers(port))) {
    if (Date.now() < deadline && server.exitCode === null) await sleep(20)
    else {
      await stop()
      throw new Error(`${BINARY} did not start`)
    }
  }
  return { port, pid: server.pid!, stop }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const end = (there: boolean) => {
      socket.destroy()
      resolve(there)
    }
    socket.once('connect', () => end(true)).once('error', () => end(false))
  })
}
