import { readFileSync } from 'node:fs'
import { Command, CommanderError, InvalidArgumentError } from 'commander'
import type { CommandDefinition, CommonOptions } from './command.ts'
import { describeFailure, exitCodeOf, type Failure, failureOf } from './failure.ts'
import type { Interrupt } from './interrupt.ts'
import { Terminal } from './terminal.ts'

/** What ends a command that has nothing to bring down, whatever it still waits for: the broker may hang. */
const END_MS = 800

/** Runs what the words say. Gives the exit code; never throws. */
export async function runProgram(
  definitions: readonly CommandDefinition[],
  argv: readonly string[],
  interrupt: Interrupt,
): Promise<number> {
  let exitCode = 0
  const program = withCommonOptions(new Command('parley'))
    .description('Agents as processes that exchange interactions over NATS.')
    .usage('<command> [options]')
    .version(version())
    .enablePositionalOptions()
    .exitOverride()
    .showHelpAfterError('(parley --help tells more)')
    .configureHelp({ showGlobalOptions: false })
  for (const definition of definitions) {
    const command = withCommonOptions(program.command(definition.name)).description(definition.summary)
    definition.configure?.(command)
    command.action(async () => {
      exitCode = await runCommand(definition, command, interrupt)
    })
  }
  try {
    await program.parseAsync(argv, { from: 'user' })
    return exitCode
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    return report(failureOf(error), error, new Terminal(false))
  }
}

async function runCommand(definition: CommandDefinition, command: Command, interrupt: Interrupt): Promise<number> {
  const options = command.optsWithGlobals<CommonOptions>()
  const terminal = new Terminal(options.json === true)
  // Whoever read has gone (`parley watch | head -1`): there is nobody left to work for.
  for (const stream of [terminal.out, terminal.err]) stream.on('error', () => interrupt.raise('SIGHUP', performance.now()))
  if (!definition.hasProcesses) interrupt.signal.addEventListener('abort', () => setTimeout(() => process.exit(1), END_MS).unref())
  try {
    return (await definition.run({ args: command.args, options, terminal, interrupt })) ?? 0
  } catch (error) {
    const failure = failureOf(error)
    // What was taken back by a signal is no failure that anybody needs to be told of.
    if (interrupt.signal.aborted && failure.code === 'CLOSED') return 1
    return report(failure, error, terminal)
  }
}

function report(failure: Failure, error: unknown, terminal: Terminal): number {
  terminal.emit({ error: failure })
  terminal.note(`parley: ${describeFailure(failure)}`)
  if (process.env.PARLEY_LOG === 'debug' || process.env.PARLEY_LOG === 'trace') terminal.note(String((error as Error)?.stack ?? error))
  return exitCodeOf(failure)
}

/** Before the command's name and behind it alike. */
function withCommonOptions(command: Command): Command {
  return command
    .option('--nats <url>', 'the broker; default: NATS_URL, the nearest .parley/broker.json, 127.0.0.1:4222')
    .option('--world <name>', 'the world; default: PARLEY_WORLD, the network file, broker.json, main', worldName)
    .option('--nkey <file>', 'the seed of your nkey on that broker; default: NATS_NKEY, what broker.json says')
    .option('--creds <file>', 'your credentials on that broker; default: NATS_CREDS')
    .option('--tlsca <file>', 'the authority of its certificate; default: NATS_CA')
    .option('--tlscert <file>', 'your certificate; default: NATS_CERT')
    .option('--tlskey <file>', 'its key; default: NATS_KEY')
    .option('--json', 'one object a line on standard output')
}

function worldName(name: string): string {
  if (/^[a-z0-9][a-z0-9_-]{0,62}$/.test(name)) return name
  throw new InvalidArgumentError('Expected 1 to 63 of a-z, 0-9, _ and -, beginning with a letter or digit.')
}

const version = (): string =>
  (JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }).version
