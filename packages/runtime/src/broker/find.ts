import { ParleyError } from '@parley/protocol'
import type { Credentials } from '../bus/credentials.ts'
import { nearestBrokerFile } from './file.ts'
import { type KeepOptions, type KeptBroker, keepBroker } from './keep.ts'
import { probe, type ServerInfo } from './probe.ts'

export interface FindOptions {
  /** The value of `--nats`. */
  readonly nats?: string | undefined
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly cwd?: string
}

/** A broker that somebody else keeps. */
export interface FoundBroker {
  readonly kind: 'found'
  readonly url: string
  readonly info: ServerInfo
  /** Where its address came from, in words for a person. */
  readonly from: string
  /** The world that its `broker.json` names. */
  readonly world?: string
  /** The operator of a secured one, by its `broker.json`. */
  readonly credentials?: Credentials
}

/** A broker that this process has started, keeps up, and stops. */
export interface StartedBroker {
  readonly kind: 'started'
  readonly url: string
  readonly info: ServerInfo
  readonly broker: KeptBroker
}

const LOCAL = 'nats://127.0.0.1:4222'

/**
 * The broker to use: `--nats`, `NATS_URL`, the nearest live `.parley/broker.json`, 127.0.0.1:4222.
 * Throws BROKER_UNAVAILABLE: at once when one of the first two is set and does not answer, else with all that was tried.
 */
export async function findBroker(options: FindOptions = {}): Promise<FoundBroker> {
  const { found, tried } = await look(options)
  if (found) return found
  throw new ParleyError(
    'BROKER_UNAVAILABLE',
    `no broker found. Tried:\n${tried.map((line) => `  ${line}`).join('\n')}\nStart a network (parley up) or name a server (--nats, NATS_URL).`,
  )
}

/** As {@link findBroker}, but starts a broker where none is found. What `--nats` or `NATS_URL` names must still answer. */
export async function findOrStart(options: FindOptions & { readonly start?: KeepOptions } = {}): Promise<FoundBroker | StartedBroker> {
  const { found } = await look(options)
  if (found) return found
  return startOwn(options.start)
}

/** A broker of one's own, whatever else runs. */
export async function startOwn(options: KeepOptions = {}): Promise<StartedBroker> {
  const broker = await keepBroker(options)
  return { kind: 'started', url: broker.current.url, info: broker.current.info, broker }
}

async function look({ nats, env = process.env, cwd = process.cwd() }: FindOptions): Promise<{ found?: FoundBroker; tried: string[] }> {
  if (nats) return { found: await named(nats, '--nats'), tried: [] }
  if (env.NATS_URL) return { found: await named(env.NATS_URL, 'NATS_URL'), tried: [] }
  const tried = ['--nats: not given', 'NATS_URL: not set']
  const file = nearestBrokerFile(cwd)
  if (file) {
    try {
      const { url, path: from, world, nkeySeedFile } = file
      const credentials = nkeySeedFile === undefined ? {} : { credentials: { nkeySeedFile } }
      return { found: { kind: 'found', url, info: await probe(url), from, world, ...credentials }, tried }
    } catch (error) {
      tried.push(`${file.path}: ${(error as Error).message}`)
    }
  } else tried.push(`.parley/broker.json in ${cwd} and above: none whose server lives`)
  try {
    return { found: { kind: 'found', url: LOCAL, info: await probe(LOCAL), from: 'the default address' }, tried }
  } catch (error) {
    tried.push((error as Error).message)
    return { tried }
  }
}

async function named(url: string, from: string): Promise<FoundBroker> {
  try {
    return { kind: 'found', url, info: await probe(url), from }
  } catch (error) {
    throw new ParleyError('BROKER_UNAVAILABLE', `${from}: ${(error as Error).message}`, { cause: error })
  }
}
