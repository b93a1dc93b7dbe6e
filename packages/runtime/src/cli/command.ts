import type { Command } from 'commander'
import type { Interrupt } from './interrupt.ts'
import type { Terminal } from './terminal.ts'

/** What every command understands. */
export interface CommonOptions {
  /** `--nats`: the broker. */
  readonly nats?: string
  /** `--world`. */
  readonly world?: string
  /** `--nkey`, `--creds`: the file with one's key. */
  readonly nkey?: string
  readonly creds?: string
  readonly tlsca?: string
  readonly tlscert?: string
  readonly tlskey?: string
  /** `--json`: one object a line on standard output. */
  readonly json?: boolean
}

/** One call of a command. */
export interface Invocation<Options extends object> {
  /** What stood beside the options, in order. */
  readonly args: readonly string[]
  readonly options: Options & CommonOptions
  readonly terminal: Terminal
  readonly interrupt: Interrupt
}

export interface CommandDefinition<Options extends object = object> {
  readonly kind: 'parley.command'
  readonly name: string
  /** One line, for the list of commands. */
  readonly summary: string
  /** Declares arguments and options. What the command needs for its work it imports when it runs: the list of commands must not cost that. */
  readonly configure?: (command: Command) => void
  /**
   * It has processes to bring down: Ctrl-C gives it the time for that (see {@link Interrupt}).
   * Any other command is ended within a second, whatever it waits for.
   */
  readonly hasProcesses?: boolean
  /** Gives the exit code: 0 done (as nothing given), 1 failed, 2 bad usage. Throws what went wrong; it is shown as one line with its code. */
  readonly run: (invocation: Invocation<Options>) => Promise<number | undefined>
}

/** Declares a command. Packages beside this one may export theirs as `commands` from `…/commands`. */
export function defineCommand<Options extends object = object>(
  command: Omit<CommandDefinition<Options>, 'kind'>,
): CommandDefinition<Options> {
  return { kind: 'parley.command', ...command }
}
