import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const PARLEY = fileURLToPath(new URL('../../packages/runtime/bin/parley.mjs', import.meta.url))

/** Processes that start on a busy machine, and a killed one that is given up only after a few missed signs of life. */
export const PATIENCE_MS = 180_000

/** What an example may find in the environment of whoever runs the tests, and must not. */
const FOREIGN = ['NATS_URL', 'PARLEY_WORLD', 'NODE_OPTIONS']

/** An example that runs as a user runs it: by the command line, in a folder of its own, with a broker of its own. */
export class Example implements AsyncDisposable {
  readonly folder: string
  readonly stdout: string[] = []
  readonly stderr: string[] = []
  readonly #child: ChildProcess
  readonly #closed: Promise<unknown>
  #heard: (() => void)[] = []

  private constructor(folder: string, argv: readonly string[]) {
    this.folder = folder
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !FOREIGN.includes(name)))
    this.#child = spawn(process.execPath, [PARLEY, ...argv], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
    this.#closed = once(this.#child, 'close').finally(() => this.#wake())
    for (const stream of ['stdout', 'stderr'] as const)
      createInterface({ input: this.#child[stream]! }).on('line', (line) => {
        this[stream].push(line)
        this.#wake()
      })
  }

  /** Starts a script of the examples, given by its address. */
  static async run(script: URL, args: readonly string[] = [], folder?: string): Promise<Example> {
    return Example.parley(['run', fileURLToPath(script), '--', ...args], folder)
  }

  /** Any command of `parley`. */
  static async parley(argv: readonly string[], folder?: string): Promise<Example> {
    return new Example(folder ?? (await mkdtemp(join(tmpdir(), 'parley-example-'))), argv)
  }

  /** The exit code, once all it wrote has been read. */
  async exit(): Promise<number | null> {
    await this.#closed
    return this.#child.exitCode
  }

  /** The first line of stdout that fits, when it comes. Throws with all that was written when the process ends without it. */
  async line(fits: (line: string) => boolean): Promise<string> {
    for (;;) {
      const found = this.stdout.find(fits)
      if (found !== undefined) return found
      if (this.#child.exitCode !== null || this.#child.signalCode !== null) throw new Error(`ended without that line: ${this}`)
      await new Promise<void>((resolve) => this.#heard.push(resolve))
    }
  }

  toString(): string {
    return [`exit code ${this.#child.exitCode}`, ...this.stdout, ...this.stderr].join('\n')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode === null) this.#child.kill('SIGTERM')
    await this.#closed
    await rm(this.folder, { recursive: true, force: true })
  }

  #wake(): void {
    const heard = this.#heard
    this.#heard = []
    for (const resolve of heard) resolve()
  }
}
