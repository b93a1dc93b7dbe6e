import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname, resolve } from 'node:path'
import { defineCommand } from '../command.ts'
import { UsageError } from '../failure.ts'
import { environmentOf } from '../identity.ts'
import type { Interrupt } from '../interrupt.ts'
import { nodeArguments } from '../typescript.ts'

/** What a script gets to end by itself once the second Ctrl-C has said that nobody wants to wait. */
const LAST_MS = 500
const SHOW_CURSOR = '\u001b[?25h'

export const run = defineCommand({
  name: 'run',
  summary: 'run a script against a broker, which is started where there is none',
  hasProcesses: true,
  configure: (command) =>
    command
      .argument('<script>', 'TypeScript or JavaScript')
      .argument('[args...]', 'its own arguments')
      .passThroughOptions()
      .allowUnknownOption(),
  async run({ args: [script, ...rest], options, interrupt }) {
    const file = resolve(script!)
    if (!existsSync(file)) throw new UsageError(`there is no file ${script}`)
    const node = nodeArguments(file, dirname(file))
    const [{ brokerHere }, { startKeeper }] = await Promise.all([import('../broker-here.ts'), import('../../supervisor/keeper.ts')])
    const keeper = startKeeper()
    const place = await brokerHere(options, keeper)
    try {
      if (interrupt.signal.aborted) return 1
      // pnpm passes the `--` of its own command line on.
      const own = rest[0] === '--' ? rest.slice(1) : rest
      const env = { ...process.env, NATS_URL: place.url, PARLEY_WORLD: place.world, ...environmentOf(place.identity) }
      return await runScript([...node, file, ...own], { env, keeper, interrupt })
    } finally {
      await place.close()
      keeper.close()
    }
  },
})

interface ScriptOptions {
  readonly env: NodeJS.ProcessEnv
  readonly keeper: { add(pid: number): void; remove(pid: number): void }
  readonly interrupt: Interrupt
}

/** The script's exit code; for a signal what a shell says. It has the terminal, and every signal that this process gets. */
function runScript(args: readonly string[], { env, keeper, interrupt }: ScriptOptions): Promise<number> {
  return new Promise((settle, reject) => {
    const child = spawn(process.execPath, args, { env, stdio: 'inherit' })
    const { pid } = child
    if (pid) keeper.add(pid)
    // Ctrl-C in a terminal reaches the script by itself; a second one would tell it not to drain.
    const fromTerminal = [process.stdin, process.stdout, process.stderr].some(({ isTTY }) => isTTY)
    const passOn = () => {
      if (!(fromTerminal && interrupt.name === 'SIGINT')) child.kill(interrupt.name)
    }
    const cutShort = () => {
      passOn()
      setTimeout(() => child.kill('SIGKILL'), LAST_MS).unref()
    }
    interrupt.signal.addEventListener('abort', passOn)
    interrupt.again.addEventListener('abort', cutShort)
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      if (pid) keeper.remove(pid)
      if (signal && process.stdout.isTTY) process.stdout.write(SHOW_CURSOR)
      settle(code ?? 128 + (signal ? constants.signals[signal] : 0))
    })
  })
}
