import type { CommandDefinition } from './command.ts'

/** The commands, in the order in which help lists them. Each is a file of its own, read when it is named, or when all are listed. */
export const COMMANDS: Readonly<Record<string, () => Promise<CommandDefinition<never>>>> = {
  up: async () => (await import('./command/up.ts')).up,
  run: async () => (await import('./command/run.ts')).run,
  dev: async () => (await import('./command/dev.ts')).dev,
  send: async () => (await import('./command/send.ts')).send,
  watch: async () => (await import('./command/watch.ts')).watch,
  ps: async () => (await import('./command/ps.ts')).ps,
  top: async () => (await import('./command/top.ts')).top,
  get: async () => (await import('./command/get.ts')).get,
  pause: async () => (await import('./command/steer.ts')).pause,
  resume: async () => (await import('./command/steer.ts')).resume,
  cancel: async () => (await import('./command/steer.ts')).cancel,
  permissions: async () => (await import('./command/permissions.ts')).permissions,
  check: async () => (await import('./command/check.ts')).check,
  behaviour: async () => (await import('./command/behaviour.ts')).behaviour,
  doctor: async () => (await import('./command/doctor.ts')).doctor,
}

/** The command that the words name, or all of them when they name none of these. */
export async function commandsFor(argv: readonly string[]): Promise<CommandDefinition[]> {
  const named = namedBy(argv)
  if (named && Object.hasOwn(COMMANDS, named)) return [(await COMMANDS[named]!()) as CommandDefinition]
  const own = await Promise.all(Object.values(COMMANDS).map(async (load) => (await load()) as CommandDefinition))
  const { installedCommands } = await import('./installed.ts')
  return [...own, ...(await installedCommands())]
}

/** The options that stand before a command's name and take a value. */
const VALUED: ReadonlySet<string> = new Set(['--nats', '--world', '--nkey', '--creds', '--tlsca', '--tlscert', '--tlskey'])

/** The first word that is no option, nor the value of one. */
function namedBy(argv: readonly string[]): string | undefined {
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i]!
    if (VALUED.has(word)) i++
    else if (!word.startsWith('-')) return word
  }
  return undefined
}
