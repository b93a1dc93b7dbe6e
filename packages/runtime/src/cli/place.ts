import type { Bus } from '../bus/bus.ts'
import type { Connection } from '../connect.ts'
import type { CommonOptions } from './command.ts'
import { type CliIdentity, identityOf } from './identity.ts'

/** A broker that was found, and the world that is meant on it. */
export interface FoundPlace {
  readonly url: string
  readonly world: string
  /** Where the address came from, in words. */
  readonly from: string
  readonly identity: CliIdentity
}

const DEFAULT_WORLD = 'main'

/** The broker by its look-up order, and the world. Throws BROKER_UNAVAILABLE with all that was tried. */
async function findPlace(options: CommonOptions): Promise<FoundPlace> {
  const { findBroker } = await import('../broker/find.ts')
  const { url, from, world: ofFile, credentials } = await findBroker({ nats: options.nats })
  return { url, from, world: worldOf(options.world, ofFile), identity: identityOf(options, credentials) }
}

/** The world that is meant: the option, PARLEY_WORLD, that of broker.json, `main`. */
export const worldOf = (named: string | undefined, ofFile?: string): string =>
  named ?? (process.env.PARLEY_WORLD || undefined) ?? ofFile ?? DEFAULT_WORLD

/** Connects as the command line. */
export async function connectHere(options: CommonOptions): Promise<FoundPlace & { readonly connection: Connection }> {
  const place = await findPlace(options)
  const { url, world, identity } = place
  const { connect } = await import('../connect.ts')
  return { ...place, connection: await connect({ servers: url.split(','), world, ...identity }) }
}

/** A bare bus, for whoever only looks: nothing is said on it that a watcher may not say. */
export async function busHere(options: CommonOptions): Promise<FoundPlace & { readonly bus: Bus }> {
  const place = await findPlace(options)
  const { url, world, identity } = place
  const { dialNats } = await import('../connect.ts')
  return { ...place, bus: await dialNats({ servers: url.split(','), ...identity }, { world, name: identity.name }) }
}
