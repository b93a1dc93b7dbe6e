import type { Connection } from '../connect.ts'
import type { CommonOptions } from './command.ts'

/** A broker that was found, and the world that is meant on it. */
export interface FoundPlace {
  readonly url: string
  readonly world: string
  /** Where the address came from, in words. */
  readonly from: string
}

const DEFAULT_WORLD = 'main'

/** The broker by its look-up order, and the world. Throws BROKER_UNAVAILABLE with all that was tried. */
export async function findPlace({ nats, world }: CommonOptions): Promise<FoundPlace> {
  const { findBroker } = await import('../broker/find.ts')
  const { url, from, world: ofFile } = await findBroker({ nats })
  return { url, from, world: worldOf(world, ofFile) }
}

/** The world that is meant: the option, PARLEY_WORLD, that of broker.json, `main`. */
export const worldOf = (named: string | undefined, ofFile?: string): string =>
  named ?? (process.env.PARLEY_WORLD || undefined) ?? ofFile ?? DEFAULT_WORLD

/** A name of the command line's own, which no agent may have. */
export const cliName = (): string => `cli-${Buffer.from(crypto.getRandomValues(new Uint8Array(4))).toString('hex')}`

/** Connects as the command line. */
export async function connectHere(options: CommonOptions): Promise<Connection> {
  const { url, world } = await findPlace(options)
  const { connect } = await import('../connect.ts')
  return connect({ servers: url.split(','), world, name: cliName() })
}
