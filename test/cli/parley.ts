import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, vi } from 'vitest'

export const SHIM = fileURLToPath(new URL('../../packages/runtime/bin/parley.mjs', import.meta.url))
export const fixture = (name: string): string => fileURLToPath(new URL(`./fixture/${name}`, import.meta.url))

/** What a command may find in the environment of whoever runs the tests, and must not. */
const FOREIGN = new Set(['NATS_URL', 'NATS_NKEY', 'NATS_CREDS', 'PARLEY_WORLD', 'PARLEY_LOG', 'NODE_OPTIONS', 'NO_COLOR', 'FORCE_COLOR'])
/** Processes start, and the machine may be busy. */
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 })
const PATIENCE = { timeout: 60_000, interval: 10 }

/** A folder of its own, which goes with the test. */
export function folder(): { readonly path: string; [Symbol.dispose](): void } {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'parley-cli-')))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}

export interface Ran {
  readonly code: number | null
  readonly out: string[]
  readonly err: string[]
  /** Standard output, each line an object. */
  readonly objects: Record<string, unknown>[]
}

/** The command line in a process of its own, through the shim. */
export class Parley implements AsyncDisposable {
  readonly out: string[] = []
  readonly err: string[] = []
  readonly #child: ChildProcess
  readonly #closed: Promise<unknown>

  constructor(cwd: string, args: readonly string[], { env = {}, input }: { env?: NodeJS.ProcessEnv; input?: string } = {}) {
    const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !FOREIGN.has(name)))
    this.#child = spawn(process.execPath, [SHIM, ...args], { cwd, env: { ...own, ...env }, stdio: ['pipe', 'pipe', 'pipe'] })
    this.#child.stdin!.end(input ?? '')
    for (const [stream, lines] of [
      [this.#child.stdout!, this.out],
      [this.#child.stderr!, this.err],
    ] as const)
      createInterface({ input: stream }).on('line', (line) => lines.push(line))
    this.#closed = once(this.#child, 'close')
  }

  /** Runs a command to its end. */
  static async run(cwd: string, args: readonly string[], more: { env?: NodeJS.ProcessEnv; input?: string } = {}): Promise<Ran> {
    await using parley = new Parley(cwd, args, more)
    return await parley.end() // awaited here: leaving the block ends it
  }

  get hasExited(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null
  }

  get pid(): number {
    return this.#child.pid!
  }

  /** The object that the line with this text is, once it is there. */
  async object(part: string): Promise<Record<string, unknown>> {
    return JSON.parse(await this.line(part)) as Record<string, unknown>
  }

  /** The line with this text, or the n-th of them, once it is there. */
  async line(part: string, lines: readonly string[] = this.out, n = 1): Promise<string> {
    return vi.waitFor(() => {
      const found = lines.filter((line) => line.includes(part))[n - 1]
      if (found === undefined) throw new Error(`no line ${n} with ${part} in ${this}`)
      return found
    }, PATIENCE)
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name)
  }

  /** Whether its standard output is read; it is, until somebody says otherwise. */
  reads(yes: boolean): void {
    if (yes) this.#child.stdout!.resume()
    else this.#child.stdout!.pause()
  }

  async end(): Promise<Ran> {
    await this.#closed
    const objects = () => this.out.map((line) => JSON.parse(line) as Record<string, unknown>)
    return {
      ...{ code: this.#child.exitCode, out: this.out, err: this.err },
      get objects() {
        return objects()
      },
    }
  }

  toString(): string {
    return ['parley', `code ${this.#child.exitCode} ${this.#child.signalCode}`, ...this.out, ...this.err].join('\n')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.hasExited) this.#child.kill('SIGKILL')
    await this.#closed
  }
}

/** Waits until a process whose command line has this in it works in the folder: whoever is started inherits it. */
export async function expectSomebodyIn(path: string, part: string): Promise<void> {
  await vi.waitFor(() => expect(commandsIn(path)).toContainEqual(expect.stringContaining(part)), PATIENCE)
}

/** Waits until no process is left that works in the folder: no agent, no broker, no keeper. */
export async function expectNobodyIn(path: string): Promise<void> {
  await vi.waitFor(() => expect(commandsIn(path)).toEqual([]), PATIENCE)
}

function commandsIn(path: string): string[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return pids.filter((pid) => folderOf(pid) === path).map(commandOf)
}

/** Nothing for a process that is gone or only waits to be buried. */
function folderOf(pid: string): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    return undefined
  }
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch {
    return ''
  }
}
