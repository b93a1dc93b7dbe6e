import { join, relative } from 'node:path'
import { columns } from '../columns.ts'
import { defineCommand } from '../command.ts'
import { UsageError } from '../failure.ts'
import { worldOf } from '../place.ts'

interface PermissionsOptions {
  readonly out?: string
}

export const permissions = defineCommand<PermissionsOptions>({
  name: 'permissions',
  summary: 'give everybody of a network a key, and write the configuration of a broker that knows them',
  configure: (command) =>
    command
      .argument('<network.yaml>', 'the network')
      .option('--out <dir>', 'the folder to write; default: .parley/permissions and the world')
      .addHelpText('after', '\nRun it again after a change of the network: keys that are there stay. No seed is ever shown.'),
  async run({ args: [file], options, terminal }) {
    if (!file) throw new UsageError('no network file')
    const [{ readNetwork }, { permissionsDir }, { PARLEY_DIR }, { writePermissions }] = await Promise.all([
      import('../../network/file.ts'),
      import('../../network/keys.ts'),
      import('../../broker/file.ts'),
      import('../../permissions/folder.ts'),
    ])
    const { spec } = readNetwork(file)
    const world = worldOf(options.world, spec.world)
    const dir = options.out ?? permissionsDir(join(process.cwd(), PARLEY_DIR), world)
    const { serverFile, seedFiles } = writePermissions({ world, members: Object.keys(spec.agents), dir })
    const here = (path: string) => relative(process.cwd(), path) || '.'
    const rows = Array.from(seedFiles, ([name, nkeySeedFile]) => [name, here(nkeySeedFile)])
    for (const line of columns(['IDENTITY', 'SEED'], rows)) terminal.print(line)
    for (const [name, nkeySeedFile] of seedFiles) terminal.emit({ name, world, nkeySeedFile })
    terminal.note(`a broker that knows them: nats-server -c ${here(serverFile)}`)
    terminal.note(`the network on it:        parley up ${file} --nats URL --permissions ${here(dir)}`)
    return 0
  },
})
