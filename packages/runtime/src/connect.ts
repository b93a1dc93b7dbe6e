import { checkAgentName, checkFreeName, explain, kindOf, ParleyError, type Wire } from '@parley/protocol'
import { type Contract, contract } from './agent/contract.ts'
import { type AgentDefinition, isAgentDefinition } from './agent/definition.ts'
import type { Bus } from './bus/bus.ts'
import { authenticatorOf, type Credentials, credentialsFrom, ownerOf } from './bus/credentials.ts'
import { inboxPrefixOf } from './bus/inbox.ts'
import { connectNats } from './bus/nats-bus.ts'
import { checkTls, type Tls, tlsFrom } from './bus/tls.ts'
import type { Client, StatusUpdate } from './client/call.ts'
import type { Heard } from './client/listen.ts'
import type { Gap, WatchFilter } from './client/watch.ts'
import { compose, type Instance, type InstanceOptions } from './compose.ts'
import type { Operator } from './interaction/operator.ts'
import type { InstanceReport } from './presence/survey.ts'
import { createLog } from './telemetry/log.ts'
import { Refusals } from './telemetry/refusals.ts'
import { systemClock } from './time/clock.ts'

/** Where NATS is, and which world. */
export interface Place {
  /** `nats://host:port`, one or several of one cluster. Default: NATS_URL, else 127.0.0.1:4222. */
  readonly servers?: string | readonly string[]
  /** Default: PARLEY_WORLD, else `main`. */
  readonly world?: string
  /** The name that the broker knows this process by. A client without one has that of its seed file (`bob.nk`: bob), else `client-` and eight hex digits. */
  readonly name?: string
  /** Who one is to the broker: the path of a seed or of a creds file. Default: NATS_NKEY or NATS_CREDS. */
  readonly credentials?: Credentials
  /** Default: NATS_CA, NATS_CERT, NATS_KEY. An empty object: the broker must have TLS, with a certificate that the system trusts. */
  readonly tls?: Tls
}

/** A client outside any agent: peers, sends, a view of the world. */
export interface Connection extends Client, AsyncDisposable {
  readonly world: string
  readonly name: string
  readonly instance: string
  /** Every status in the world from now on, as far as the broker lets this identity hear it; leaving the loop ends it. */
  watch(filter?: WatchFilter): AsyncIterable<StatusUpdate | Gap>
  /**
   * Every sample of a stream that goes to all subscribers, or of each stream of a group, from now on; leaving the loop ends it.
   * The loop throws ParleyError UNKNOWN_STREAM, BadNameError, or what asking the owner came to.
   */
  listen(stream: string): AsyncIterable<Heard>
  /** Writes a sample on a stream of its own, for whoever subscribes. Throws ParleyError UNKNOWN_STREAM, BAD_SAMPLE or BUFFER_FULL. */
  publish(stream: string, value: unknown): void
  /** Asks all instances of the world for their figures: load, open interactions, counts. */
  survey(): Promise<InstanceReport[]>
  /** Looks at and steers what others have sent; the targets decide who may. */
  readonly operator: Operator
  /** What is open ends as `discarded`, then the connection closes. */
  close(): Promise<void>
}

/** An agent that runs in this process. */
export interface RunningAgent extends AsyncDisposable {
  readonly world: string
  readonly name: string
  readonly instance: string
  /** Takes nothing new; settles when all it holds has ended. */
  drain(): Promise<void>
  /** Stops the agent's state and says goodbye; what is still open is cut off. */
  close(): Promise<void>
}

const DEFAULT_SERVER = 'nats://127.0.0.1:4222'
const DEFAULT_WORLD = 'main'

/** Gets a member its bus. Tests have another one than NATS. */
export type Dial = (place: Place, self: { readonly world: string; readonly name: string }) => Promise<Bus>

/** Connects as a client; `streams`: those that it owns. Throws ParleyError BROKER_UNAVAILABLE, FORBIDDEN when the broker does not know the identity, BAD_CONFIG for its files, or BadNameError. */
export async function connect(place: Place & InstanceOptions & Pick<Contract, 'streams'> = {}, dial: Dial = dialNats): Promise<Connection> {
  const credentials = place.credentials ?? credentialsFrom(process.env)
  const name = checkAgentName(place.name ?? (credentials && ownerOf(credentials)) ?? `client-${randomHex()}`, 'name')
  const { streams } = contract({ name: 'client', actions: {}, streams: place.streams ?? {} })
  const instance = await establish(
    place,
    { definition: { ...SILENT, name, ...(streams && { streams }) }, state: undefined, config: undefined },
    dial,
  )
  const { caller, watch, operator, survey, publish, listen } = instance
  const close = () => instance.close()
  return Object.assign(caller, {
    world: instance.world,
    name,
    instance: instance.instance,
    watch: (filter?: WatchFilter) => watch.open(filter),
    operator,
    survey,
    publish,
    listen,
    close,
    [Symbol.asyncDispose]: close,
  })
}

/**
 * Starts an agent in this process. Throws ParleyError BAD_DEFINITION, BAD_CONFIG that names the field, BROKER_UNAVAILABLE, or what the agent's own start throws.
 * `config` is what the agent's schema takes; `name` is another name than the definition's.
 */
export async function startAgent(
  definition: AgentDefinition,
  options: Place & InstanceOptions & { config?: unknown } = {},
  dial: Dial = dialNats,
): Promise<RunningAgent> {
  if (!isAgentDefinition(definition)) throw new ParleyError('BAD_DEFINITION', `got ${kindOf(definition)}, expected what defineAgent gives`)
  const named = { ...definition, name: checkFreeName(options.name ?? definition.name, 'name') }
  const config = checkConfig(named, options.config)
  const state = await named.start?.({ config })
  const instance = await establish(options, { definition: named, state, config }, dial).catch(async (error: unknown) => {
    await named.stop?.(state)
    throw error
  })
  let closed: Promise<void> | null = null
  const close = () => {
    closed ??= instance.close().then(() => named.stop?.(state)) as Promise<void>
    return closed
  }
  const { world, name } = instance
  return { world, name, instance: instance.instance, drain: () => instance.drain(), close, [Symbol.asyncDispose]: close }
}

/** The configuration as the agent's schema gives it. Throws ParleyError BAD_CONFIG that names the field. */
export function checkConfig({ name, config: schema }: AgentDefinition, config: unknown): unknown {
  if (!schema) {
    if (config === undefined) return undefined
    throw new ParleyError('BAD_CONFIG', `${name}: takes no configuration, got ${kindOf(config)}`)
  }
  const parsed = schema.safeParse(config)
  if (parsed.success) return parsed.data
  const { field, problem } = explain(parsed.error, config as Wire)
  throw new ParleyError('BAD_CONFIG', `${name}: config${field ? `.${field}` : ''}: ${problem}`)
}

/** An actor ready to be joined to a world. */
interface Actor {
  readonly definition: AgentDefinition
  readonly state: unknown
  readonly config: unknown
}

async function establish(place: Place & InstanceOptions, actor: Actor, dial: Dial): Promise<Instance> {
  const world = checkAgentName(place.world ?? process.env.PARLEY_WORLD ?? DEFAULT_WORLD, 'world')
  const { name } = actor.definition
  const bus = await dial(place, { world, name })
  const instance = compose({ world, ...actor, bus, log: createLog({ agent: name }), options: place })
  await instance.open()
  return instance
}

/** A bus on NATS. */
export async function dialNats(place: Place, { world, name }: { readonly world: string; readonly name: string }): Promise<Bus> {
  const servers = place.servers ?? process.env.NATS_URL ?? DEFAULT_SERVER
  const credentials = place.credentials ?? credentialsFrom(process.env)
  const tls = place.tls ?? tlsFrom(process.env)
  const refusals = new Refusals(createLog({ agent: name }), systemClock)
  const bus = await connectNats({
    servers,
    name: `${world}/${name}`,
    inboxPrefix: inboxPrefixOf(world, name),
    ...(credentials && { authenticator: authenticatorOf(credentials) }),
    ...(tls && { tls: checkTls(tls) }),
  })
  bus.onDenied((subject, operation) =>
    refusals.add(subject, new ParleyError('FORBIDDEN', `the broker refuses ${name} this ${operation}: ${subject}`)),
  )
  return bus
}

/** A client asks and is not asked: it has no actions but `describe`. */
const SILENT: Omit<AgentDefinition, 'name'> = { kind: 'parley.agent', actions: {}, handlers: {}, version: '0.0.0', concurrency: 1 }

const randomHex = () => [...crypto.getRandomValues(new Uint8Array(4))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
