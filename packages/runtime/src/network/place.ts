import { ParleyError } from '@parley/protocol'
import { removeBrokerFile, writeBrokerFile } from '../broker/file.ts'
import { type FoundBroker, findOrStart, type StartedBroker, startOwn } from '../broker/find.ts'
import type { KeepOptions, KeptBroker } from '../broker/keep.ts'
import type { Keeper } from '../supervisor/keeper.ts'
import type { NetworkEvent } from './event.ts'
import { type Keys, keysOf } from './keys.ts'
import type { LaunchOptions } from './network.ts'

/** Where a network runs: a broker and a world on it. */
export interface Place {
  readonly url: string
  readonly world: string
  /** The broker that was started for it, as it is now. */
  readonly kept: KeptBroker | undefined
  readonly keys: Keys
  /** Rejects with NETWORK_FAILED when the network's own broker does not stay up. Never resolves. */
  readonly fallen: Promise<never>
  close(): Promise<void>
}

interface PlaceNeeds {
  readonly keeper: Keeper
  /** The `.parley` folder. */
  readonly dir: string
  /** The world that the network names. */
  readonly world: string | undefined
  /** The names of its agents. */
  readonly agents?: readonly string[]
  readonly emit: (event: NetworkEvent) => void
}

const DEFAULT_WORLD = 'main'

/** Finds or starts the broker. One that was started for all to find is left in broker.json while it runs. */
export async function openPlace(options: LaunchOptions, { keeper, dir, world: named, agents = [], emit }: PlaceNeeds): Promise<Place> {
  const { nats, broker = 'find', brokerOptions, env = process.env } = options
  const chosen = options.world ?? (env.PARLEY_WORLD || undefined) ?? named
  const keys = keysOf(options, { world: chosen ?? DEFAULT_WORLD, agents, dir })
  const { nkeySeedFile } = keys
  let fall!: (error: Error) => void
  const fallen = new Promise<never>((_, reject) => {
    fall = (error) => reject(new ParleyError('NETWORK_FAILED', `the broker does not stay up: ${error.message}`, { cause: error }))
  })
  fallen.catch(() => {})
  let file: string | undefined
  const write = (url: string, pid: number) => {
    if (broker === 'find') file = writeBrokerFile(dir, { url, pid, world, ...(nkeySeedFile !== undefined && { nkeySeedFile }) })
  }
  const start: KeepOptions = {
    ...brokerOptions,
    config: [brokerOptions?.config ?? '', keys.config].join('\n'),
    keeper,
    onRestart: ({ url, pid }) => {
      write(url, pid)
      emit({ kind: 'broker-restarted', pid })
    },
    onGiveUp: fall,
  }
  // A broker that happens to run here knows nobody of a secured network.
  const own = broker === 'own' || (options.secure && !nats && !env.NATS_URL)
  const found: FoundBroker | StartedBroker = own ? await startOwn(start) : await findOrStart({ nats, env, start })
  const world = chosen ?? (found.kind === 'found' ? found.world : undefined) ?? DEFAULT_WORLD
  if (found.kind === 'found') {
    keys.checkFound(found)
    return { url: found.url, world, kept: undefined, keys, fallen, close: async () => {} }
  }
  const kept = found.broker
  write(found.url, kept.current.pid)
  const close = async () => {
    await kept.stop()
    if (file) removeBrokerFile(file, kept.current.pid)
  }
  return { url: found.url, world, kept, keys, fallen, close }
}
