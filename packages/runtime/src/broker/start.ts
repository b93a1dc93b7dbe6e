import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ParleyError } from '@parley/protocol'
import { type Keeper, startKeeper } from '../supervisor/keeper.ts'
import { findBinary } from './binary.ts'
import { PING_LINES } from './ping.ts'
import { probe, type ServerInfo } from './probe.ts'

export interface BrokerOptions {
  /** The binary; found by {@link findBinary} when it is not given. */
  readonly binary?: string
  /** Where configuration, log and JetStream's files lie. A folder that is given stays; without one it is a temporary one that goes with the broker. */
  readonly dir?: string
  /** A fixed port, to come back on the same one; a free one by default. */
  readonly port?: number
  /** True by default. */
  readonly jetstream?: boolean
  /** Opens the server's monitoring door on a free port too. */
  readonly monitor?: boolean
  /** More lines for the server's configuration, for example an `authorization` block. */
  readonly config?: string
  /** Who ends the broker if this process dies; one is started when none is given. */
  readonly keeper?: Keeper
  /** How long the start may take: 10 s by default. */
  readonly timeoutMs?: number
}

/** A nats-server that this process has started. It listens on 127.0.0.1 only. */
export interface Broker extends AsyncDisposable {
  readonly url: string
  readonly port: number
  readonly pid: number
  readonly dir: string
  readonly info: ServerInfo
  /** Where monitoring answers, when it was asked for. */
  readonly monitorUrl: string | undefined
  /** Resolves when the process has ended, whoever ended it. */
  readonly exited: Promise<void>
  /** SIGTERM, and SIGKILL after 5 s. Resolves when the process is gone. */
  stop(): Promise<void>
}

const STOP_GRACE_MS = 5_000
const LOG_LINES = 15
/** How often the start looks whether the server is there: it takes 40 to 120 ms. */
const LOOK_MS = 10

/** Starts a broker and resolves when it answers. Throws NO_BROKER with the server's last words when it does not. */
export async function startBroker(options: BrokerOptions = {}): Promise<Broker> {
  const binary = options.binary ?? findBinary()
  const dir = resolve(options.dir ?? mkdtempSync(join(tmpdir(), 'parley-broker-')))
  mkdirSync(dir, { recursive: true })
  for (const file of readdirSync(dir)) if (file.endsWith('.ports')) rmSync(join(dir, file))
  const configFile = join(dir, 'nats-server.conf')
  const logFile = join(dir, 'nats-server.log')
  writeFileSync(configFile, configText(dir, options))
  const log = openSync(logFile, 'a')
  // Detached: Ctrl-C in the terminal must not reach the broker before the agents have drained.
  const server = spawn(binary, ['-c', configFile], { stdio: ['ignore', log, log], detached: true })
  closeSync(log)
  const own = options.keeper ? undefined : startKeeper()
  const keeper = options.keeper ?? own
  let failure: Error | undefined
  const exited = new Promise<void>((done) => {
    server.once('exit', () => done())
    server.once('error', (error) => {
      failure = error
      done()
    })
  }).then(() => {
    if (server.pid) keeper?.remove(server.pid)
    own?.close()
  })
  if (server.pid) keeper?.add(server.pid, 'last')
  if (!options.dir) keeper?.sweep(dir)
  server.unref()
  const stop = async () => {
    await end(server, exited)
    if (!options.dir) rmSync(dir, { recursive: true, force: true })
  }
  try {
    const ports = await readPorts(server, dir, options.timeoutMs ?? 10_000)
    const url = ports.nats[0]!.replace('nats://0.0.0.0', 'nats://127.0.0.1')
    const info = await probe(url)
    return {
      ...{ url, pid: server.pid!, dir, info, exited, stop, port: Number(new URL(url).port), monitorUrl: ports.monitoring?.[0] },
      [Symbol.asyncDispose]: stop,
    }
  } catch (error) {
    const words = lastLines(logFile)
    await stop()
    const why = failure?.message ?? (error as Error).message
    throw new ParleyError('NO_BROKER', `${binary} did not start: ${why}${words && `\n${words}`}`, { cause: error })
  }
}

function configText(dir: string, { port = -1, jetstream = true, monitor = false, config = '' }: BrokerOptions): string {
  const quote = (path: string) => JSON.stringify(path.replaceAll('\\', '/'))
  return [
    `listen: "127.0.0.1:${port}"`,
    `ports_file_dir: ${quote(dir)}`,
    ...PING_LINES,
    ...(jetstream ? [`jetstream { store_dir: ${quote(join(dir, 'store'))} }`] : []),
    ...(monitor ? ['http: "127.0.0.1:-1"'] : []),
    config,
    '',
  ].join('\n')
}

interface Ports {
  readonly nats: readonly string[]
  readonly monitoring?: readonly string[]
}

async function readPorts(server: ChildProcess, dir: string, timeoutMs: number): Promise<Ports> {
  const file = join(dir, `nats-server_${server.pid}.ports`)
  const deadline = Date.now() + timeoutMs
  for (;;) {
    const ports = parsePorts(file)
    if (ports) return ports
    if (server.exitCode !== null || server.signalCode || !server.pid)
      throw new Error(`it ended with ${server.signalCode ?? server.exitCode}`)
    if (Date.now() > deadline) throw new Error(`it was not ready within ${timeoutMs} ms`)
    await sleep(LOOK_MS)
  }
}

/** The server writes the file in one go or in two: a half of it is not JSON yet. */
function parsePorts(file: string): Ports | undefined {
  try {
    const ports = JSON.parse(readFileSync(file, 'utf8')) as Ports
    return ports.nats?.length ? ports : undefined
  } catch {
    return undefined
  }
}

async function end(server: ChildProcess, exited: Promise<void>): Promise<void> {
  server.ref()
  server.kill('SIGTERM')
  const timer = setTimeout(() => server.kill('SIGKILL'), STOP_GRACE_MS)
  await exited
  clearTimeout(timer)
}

function lastLines(file: string): string {
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-LOG_LINES).join('\n')
}
