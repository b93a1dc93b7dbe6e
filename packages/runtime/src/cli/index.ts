// The command line. What is listed here is public: how another package declares a command, and how the shim starts it all.
import { Interrupt } from './interrupt.ts'
import { commandsFor } from './table.ts'

export { type CommandDefinition, type CommonOptions, defineCommand, type Invocation } from './command.ts'
export { UsageError } from './failure.ts'
export type { Interrupt } from './interrupt.ts'
export type { Terminal } from './terminal.ts'

/** Runs one command line and ends the process with its exit code: 0 done, 1 failed, 2 bad usage. */
export async function main(argv: readonly string[]): Promise<never> {
  const interrupt = new Interrupt().listen()
  const words = argv[0] === '--' ? argv.slice(1) : argv
  const { runProgram } = await import('./program.ts')
  const code = await runProgram(await commandsFor(words), words, interrupt)
  await new Promise((resolve) => process.stdout.write('', resolve))
  process.exit(code)
}
