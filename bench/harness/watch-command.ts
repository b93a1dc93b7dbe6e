import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { startKeeper } from './runtime-inside.ts'

const PARLEY = fileURLToPath(new URL('../../packages/runtime/bin/parley.mjs', import.meta.url))

/** `parley watch --json | grep '"missed"'`: the command as it is used, and a reader who takes all of it as fast as it comes. */
export class WatchCommand {
  readonly #args: readonly string[]
  readonly #keeper = startKeeper()

  constructor(url: string, world: string) {
    this.#args = [PARLEY, 'watch', '--json', '--nats', url, '--world', world]
  }

  /** Settles when it watches. Gives what ends it, and then how many updates it has counted as missed. */
  async start(): Promise<() => Promise<number>> {
    const { NODE_OPTIONS: _, ...env } = process.env
    const command = spawn(process.execPath, this.#args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
    const grep = spawn('grep', ['"missed"'], { stdio: [command.stdout, 'pipe', 'inherit'] })
    for (const { pid } of [command, grep]) if (pid) this.#keeper.add(pid, 'last')
    let missed = 0
    createInterface({ input: grep.stdout! }).on('line', (line) => {
      missed += (JSON.parse(line) as { missed: number }).missed
    })
    const ended = Promise.all([once(command, 'exit'), once(grep, 'close')])
    const watches = new Promise<void>((yes) => {
      createInterface({ input: command.stderr }).on('line', (line) => line.startsWith('watching') && yes())
    })
    await Promise.race([watches, ended.then(([[code]]) => Promise.reject(new Error(`parley watch has ended with ${code}`)))])
    return async () => {
      command.kill('SIGINT')
      await ended
      return missed
    }
  }

  close(): void {
    this.#keeper.close()
  }
}
