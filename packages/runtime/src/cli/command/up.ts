import { basename, relative } from 'node:path'
import type { Credentials } from '../../bus/credentials.ts'
import { defineCommand } from '../command.ts'
import { parseDuration } from '../duration.ts'
import { givenBy } from '../identity.ts'

interface UpOptions {
  readonly grace?: string
  readonly secure?: boolean
  readonly permissions?: string
}

export const up = defineCommand<UpOptions>({
  name: 'up',
  summary: 'start a network and show it until it is done or Ctrl-C',
  hasProcesses: true,
  configure: (command) =>
    command
      .argument('<network.yaml>', 'the network')
      .option('--secure', 'a key for everybody: no agent can speak as another, or hear what is not for it')
      .option('--permissions <dir>', 'the folder of the keys, as parley permissions writes it; says --secure as well')
      .option('--grace <time>', 'what an agent gets to finish its work when the network stops; default: 10s'),
  async run({ args: [file], options, terminal, interrupt }) {
    const graceMs = options.grace === undefined ? undefined : parseDuration(options.grace, '--grace')
    const [{ launch }, { NetworkView }, { follow }, { withoutPassword }] = await Promise.all([
      import('../../network/launch.ts'),
      import('../../network/view/view.ts'),
      import('../follow.ts'),
      import('../../broker/probe.ts'),
    ])
    const { nats, world, json = false, permissions } = options
    const secure = permissions === undefined ? options.secure : { dir: permissions }
    const view = new NetworkView({ title: basename(file!), out: terminal.out, json })
    try {
      const net = await launch(file!, {
        nats,
        world,
        ...givenBy(options),
        ...(secure && { secure }),
        ...(graceMs !== undefined && { graceMs }),
        ...follow(view.onEvent, terminal, interrupt),
      })
      view.attach(net, { isFollowed: true })
      if (!json)
        view.line(`other tools see its agents too: nats --server ${withoutPassword(net.url)}${keyOption(net.credentials)} micro ls`)
      try {
        await interrupt.orEnd(net.done)
      } finally {
        await net.stop()
      }
      if (interrupt.signal.aborted || net.spec.until === 'forever') return 0
      return (await net.outcomes).every(({ ok }) => ok) ? 0 : 1
    } finally {
      await view.close()
    }
  },
})

/** What a tool needs to get in, where one needs a key. */
function keyOption(credentials: Credentials | undefined): string {
  if (!credentials) return ''
  const [option, file] = 'credsFile' in credentials ? ['creds', credentials.credsFile] : ['nkey', credentials.nkeySeedFile]
  return ` --${option} ${relative(process.cwd(), file)}`
}
