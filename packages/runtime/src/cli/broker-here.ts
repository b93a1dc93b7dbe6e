import { join } from 'node:path'
import { PARLEY_DIR, removeBrokerFile, writeBrokerFile } from '../broker/file.ts'
import { findOrStart } from '../broker/find.ts'
import type { Keeper } from '../supervisor/keeper.ts'
import type { CommonOptions } from './command.ts'
import { type CliIdentity, identityOf } from './identity.ts'
import { worldOf } from './place.ts'

/** A broker for the time of one command. */
export interface BrokerHere {
  readonly url: string
  readonly world: string
  readonly identity: CliIdentity
  /** Stops it, if it was started for this command. */
  close(): Promise<void>
}

/** The broker that is named or near; where there is none, one is started and left in `.parley/broker.json` for other commands until it is closed. */
export async function brokerHere(options: CommonOptions, keeper: Keeper): Promise<BrokerHere> {
  const { nats, world: named } = options
  const dir = join(process.cwd(), PARLEY_DIR)
  const world = worldOf(named)
  const leave = (url: string, pid: number) => writeBrokerFile(dir, { url, pid, world })
  const found = await findOrStart({ nats, start: { keeper, onRestart: ({ url, pid }) => void leave(url, pid) } })
  const identity = identityOf(options, found.kind === 'found' ? found.credentials : undefined)
  if (found.kind === 'found') return { url: found.url, world: worldOf(named, found.world), identity, close: async () => {} }
  const { broker, url } = found
  const file = leave(url, broker.current.pid)
  return {
    ...{ url, world, identity },
    async close() {
      await broker.stop()
      removeBrokerFile(file, broker.current.pid)
    },
  }
}
