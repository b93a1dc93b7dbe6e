import { parseArgs } from 'node:util'

export const USAGE = `usage: review [files, folders and patterns ...] [options]

Reviews text and Markdown files; without any, the documents of this repository.

  --out FILE      where the report goes (default: .parley/review.md)
  --analysts N    how many analysts work in parallel (default: 3)
  --in-flight N   passages that are with the analysts at once (default: 12)
  --kill-one      kill an analyst half-way, to see that nothing is lost
  --json          one JSON object a line: what happens, how far it is, the report's path
  --help          this text`

export interface Command {
  readonly words: readonly string[]
  readonly out: string
  readonly analysts: number
  readonly inFlight: number
  readonly killOne: boolean
  readonly json: boolean
  readonly help: boolean
}

/** A command line that cannot be meant. The message says what is wrong with it. */
export class UsageError extends Error {}

function whole(name: string, value: string): number {
  if (!/^[1-9]\d{0,3}$/.test(value)) throw new UsageError(`--${name}: got ${value}, expected a whole number from 1`)
  return Number(value)
}

/** What a command line asks for. A package manager may leave its own `--` in front. Throws UsageError. */
export function parseCommand(argv: readonly string[]): Command {
  const args = argv[0] === '--' ? argv.slice(1) : [...argv]
  const options = {
    out: { type: 'string', default: '.parley/review.md' },
    analysts: { type: 'string', default: '3' },
    'in-flight': { type: 'string', default: '12' },
    'kill-one': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  } as const
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
    return {
      words: positionals,
      out: values.out,
      analysts: whole('analysts', values.analysts),
      inFlight: whole('in-flight', values['in-flight']),
      killOne: values['kill-one'],
      json: values.json,
      help: values.help,
    }
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError((error as Error).message)
  }
}
