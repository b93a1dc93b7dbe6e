import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Network } from '../../network/network.ts'
import { defineCommand } from '../command.ts'
import { describeFailure, failureOf, UsageError } from '../failure.ts'
import { givenBy } from '../identity.ts'
import type { Terminal } from '../terminal.ts'

interface DevOptions {
  readonly config?: string
}

/** What the version before gets to finish its work: whoever develops does not want to wait. */
const GRACE_MS = 2_000

export const dev = defineCommand<DevOptions>({
  name: 'dev',
  summary: 'run one agent and reload it when its sources change',
  hasProcesses: true,
  configure: (command) =>
    command
      .argument('<file>', 'the module that exports the agent; #export where it has several')
      .option('--config <json>', "the agent's configuration: JSON, or @file"),
  async run({ args, options, terminal, interrupt }) {
    const [path = '', exportName] = args[0]!.split('#')
    const file = resolve(path)
    if (!existsSync(file)) throw new UsageError(`there is no file ${path}`)
    const [{ brokerHere }, { startKeeper }, { PARLEY_DIR }, { Sources }, { load }, { follow }, { readJson }, { eventObject }] =
      await Promise.all([
        import('../broker-here.ts'),
        import('../../supervisor/keeper.ts'),
        import('../../broker/file.ts'),
        import('../dev/sources.ts'),
        import('../dev/load.ts'),
        import('../follow.ts'),
        import('../arguments.ts'),
        import('../../network/view/objects.ts'),
      ])
    const config = options.config === undefined ? undefined : readJson(options.config, '--config')
    const dir = join(process.cwd(), PARLEY_DIR)
    const keeper = startKeeper({ graceMs: GRACE_MS })
    const { url: nats, world, close } = await brokerHere(options, keeper)
    const hanging = follow((event) => terminal.emit(eventObject(event)), terminal, interrupt)
    const sources = new Sources()
    let net: Network | undefined
    try {
      while (!interrupt.signal.aborted) {
        try {
          const next = await load(file, exportName, {
            ...hanging,
            ...givenBy(options),
            nats,
            world,
            dir,
            keeper,
            config,
            graceMs: GRACE_MS,
            signal: interrupt.signal,
          })
          await net?.stop()
          net = next
          sources.follow(net.inputs)
          tell(net, sources.size, terminal)
          net.done.catch((error: unknown) => complain(error, terminal, 'waiting for a change'))
        } catch (error) {
          if (interrupt.signal.aborted) break
          complain(error, terminal, net ? 'the version before goes on; waiting for a change' : 'waiting for a change')
          sources.follow([file, ...(net?.inputs ?? [])], { takesAny: true })
        }
        await interrupt.orEnd(sources.changed())
      }
      return 0
    } finally {
      sources.close()
      await net?.stop()
      await close()
      keeper.close()
    }
  },
})

function tell({ agents, url, world }: Network, files: number, terminal: Terminal): void {
  const [agent] = agents
  terminal.emit({ event: 'ready', nats: url, world, agents: agents.map(({ name, instance, pid }) => ({ name, instance, pid })) })
  terminal.print(
    `${terminal.colors.green(`${agent?.name} is up`)} (pid ${agent?.pid}) in the world ${world}; ${files} files watched, Ctrl-C ends`,
  )
}

function complain(error: unknown, terminal: Terminal, next: string): void {
  const failure = failureOf(error)
  terminal.emit({ event: 'failed', error: failure })
  // Its last lines have been shown as they came.
  const [message = ''] = failure.message.split('\nIts last lines:')
  terminal.note(terminal.colors.red(describeFailure({ ...failure, message })))
  terminal.note(terminal.colors.dim(next))
}
