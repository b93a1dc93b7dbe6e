import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundle } from '../../packages/runtime/src/network/bundle.ts'
import type { Orders, Report } from './member.ts'

/** Orders without what the crew knows by itself. */
type Role<O = Orders> = O extends Orders ? Omit<O, 'servers' | 'world' | 'beatMs' | 'file'> & { servers?: string } : never

/** A process of ours. */
export interface Member {
  readonly pid: number
  /** What the ledger of an agent is written to. */
  readonly file: string
  /** Resolves with the next report of that kind. */
  report<K extends Report['kind']>(kind: K): Promise<Extract<Report, { kind: K }>>
  kill(signal: NodeJS.Signals): void
  readonly exited: Promise<unknown>
}

/** Short, so that three of them are not the length of a test. */
export const BEAT_MS = 400

/** Real processes that live no longer than a test. */
export class Crew implements AsyncDisposable {
  readonly servers: string
  readonly world = `fault-${crypto.randomUUID().slice(0, 8)}`
  readonly #dir: string
  readonly #script: string
  readonly #children: ChildProcess[] = []

  private constructor(servers: string, dir: string, script: string) {
    this.servers = servers
    this.#dir = dir
    this.#script = script
  }

  static async at(servers: string): Promise<Crew> {
    const dir = mkdtempSync(join(tmpdir(), 'parley-fault-'))
    const source = fileURLToPath(new URL('./member.ts', import.meta.url))
    const { urls } = await bundle([source], { base: dir, dir })
    return new Crew(servers, dir, fileURLToPath(urls.get(source)!))
  }

  /** Starts a process; resolves when it is ready, but for a reader, which reports when it has read. */
  async start(role: Role): Promise<Member> {
    const file = join(this.#dir, `ledger-${this.#children.length}`)
    const orders = { servers: this.servers, world: this.world, beatMs: BEAT_MS, file, ...role }
    const child = spawn(process.execPath, ['--expose-gc', this.#script, JSON.stringify(orders)], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      env: { ...process.env, PARLEY_LOG: 'silent' },
    })
    this.#children.push(child)
    const exited = once(child, 'exit')
    const report: Member['report'] = async (kind) => {
      for (;;) {
        const [message] = (await Promise.race([
          once(child, 'message'),
          exited.then(([code, signal]) => Promise.reject(ended(code, signal))),
        ])) as [Report]
        if (message.kind === kind) return message as never
      }
    }
    if (role.role !== 'reader') await report('ready')
    return { pid: child.pid!, file, report, exited, kill: (signal) => void child.kill(signal) }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(
      this.#children.map(async (child) => {
        if (child.exitCode !== null || child.signalCode !== null) return
        const gone = once(child, 'exit')
        child.kill('SIGKILL')
        await gone
      }),
    )
    rmSync(this.#dir, { recursive: true })
  }
}

const ended = (code: number | null, signal: string | null) => new Error(`a member ended with ${signal ?? code}`)
