import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const PATIENCE_MS = 120_000
const LAST_WORDS = 4_000

interface Answer {
  /** 0: the program has been loaded. */
  readonly id: number
  readonly result?: unknown
  readonly error?: string
}

/**
 * One process that the bench has started, as node starts any bundle, and what it is told.
 * It leaves by itself when this process is gone: its channel closes.
 */
export class Party {
  readonly name: string
  readonly #child: ChildProcess
  readonly #waiting = new Map<number, { resolve: (result: never) => void; reject: (error: Error) => void }>()
  readonly #exited: Promise<void>
  #asked = 0
  #words = ''

  private constructor(name: string, url: string, args: readonly string[]) {
    this.name = name
    const { NODE_OPTIONS: _, ...env } = process.env
    const stdio: ('ignore' | 'pipe' | 'ipc')[] = ['ignore', 'ignore', 'pipe', 'ipc']
    this.#child = fork(fileURLToPath(url), [...args], { execArgv: [], env, stdio })
    this.#child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.#words = (this.#words + text).slice(-LAST_WORDS)
    })
    this.#child.on('message', ({ id, result, error }: Answer) => {
      const asked = this.#waiting.get(id)
      this.#waiting.delete(id)
      if (error === undefined) asked?.resolve(result as never)
      else asked?.reject(new Error(`${name}: ${error}`))
    })
    this.#exited = new Promise((done) => this.#child.once('close', () => done()))
    void this.#exited.then(() => {
      for (const { reject } of this.#waiting.values()) reject(new Error(`${name} has ended: ${this.#words}`))
    })
  }

  /** Resolves when the program has been loaded. */
  static async start(name: string, url: string, args: readonly string[] = []): Promise<Party> {
    const party = new Party(name, url, args)
    await party.#answer(0, 'its start')
    return party
  }

  get pid(): number {
    return this.#child.pid!
  }

  /** Gives the answer. Throws what the program throws, or when there is none in time. */
  ask<T = void>(order: string, args?: unknown): Promise<T> {
    const id = ++this.#asked
    this.#child.send({ id, order, args })
    return this.#answer<T>(id, order)
  }

  async stop(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#exited
  }

  #answer<T>(id: number, what: string): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(id)
        reject(new Error(`${this.name}: no answer to ${what} in ${PATIENCE_MS / 1_000} s: ${this.#words}`))
      }, PATIENCE_MS)
      const settle =
        <V>(then: (value: V) => void) =>
        (value: V) => {
          clearTimeout(timer)
          then(value)
        }
      this.#waiting.set(id, { resolve: settle(resolve), reject: settle(reject) })
    })
  }
}
