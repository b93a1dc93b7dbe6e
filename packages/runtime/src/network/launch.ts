import { join } from 'node:path'
import { ParleyError } from '@parley/protocol'
import { PARLEY_DIR } from '../broker/file.ts'
import { connect } from '../connect.ts'
import { type AgentLine, prefixOf } from '../supervisor/event.ts'
import { startKeeper } from '../supervisor/keeper.ts'
import { Supervisor } from '../supervisor/supervisor.ts'
import { bundle } from './bundle.ts'
import { type NetworkEvent, NetworkEvents } from './event.ts'
import { watchForHangs } from './hangs.ts'
import { locateNetwork, type NetworkSource, type WholeNetwork } from './locate.ts'
import type { LaunchOptions, Network } from './network.ts'
import { seatsOf } from './orders.ts'
import { openPlace } from './place.ts'
import { provision } from './provision.ts'
import { sendStarts } from './starts.ts'
import { Undo } from './undo.ts'

const GRACE_MS = 10_000
const READY_MS = 30_000

/**
 * Starts a network and resolves when every instance is ready. Signals of this process are its caller's business.
 * L1 What was started is undone in the reverse order, once, whether the start fails or the network stops.
 * L2 Whatever happens to this process, the keeper ends the children and the broker.
 * Throws BAD_NETWORK, NO_BROKER, BROKER_UNAVAILABLE, or NETWORK_FAILED with the last lines of the agent that did not come up,
 * or CLOSED when `signal` said so; nothing is left then.
 */
export async function launch(source: NetworkSource, options: LaunchOptions = {}): Promise<Network> {
  const network = locateNetwork(source, options)
  const undo = new Undo()
  try {
    return await start(network, options, undo)
  } catch (error) {
    await undo.run()
    throw error
  }
}

async function start(network: WholeNetwork, options: LaunchOptions, undo: Undo): Promise<Network> {
  const startedMs = performance.now()
  const { dir = join(process.cwd(), PARLEY_DIR), graceMs = GRACE_MS, readyMs = READY_MS } = options
  const { spec, base, modules } = network
  const events = new NetworkEvents()
  if (options.onEvent) events.subscribe(options.onEvent)
  const emit = (event: NetworkEvent) => events.emit(event)
  const keeper = startKeeper({ graceMs })
  undo.add(() => keeper.close())

  const opening = openPlace(options, { keeper, dir, world: spec.world, agents: Object.keys(spec.agents), emit }).then((place) => {
    undo.add(place.close)
    return place
  })
  const building = bundle(
    Array.from(modules.values(), ({ entry }) => entry),
    { base, dir },
  ).then(async (built) => {
    undo.add(built.remove)
    await built.compile()
    return built
  })
  await Promise.allSettled([opening, building]) // L1: both are known before the error of one of them is thrown
  const built = await building
  const { url, world, kept, fallen, keys } = await opening
  const tls = options.tls
  if (keys.provisioner) await provision({ servers: url, world, credentials: keys.provisioner, ...(tls && { tls }) })

  const client = await connect({
    servers: url,
    world,
    ...keys.launcher,
    ...(tls && { tls }),
    ...(options.beatMs !== undefined && { beatMs: options.beatMs }),
  })
  const supervisor = new Supervisor({ keeper, graceMs, emit, output: options.output ?? toStandardError })
  undo.add(() => supervisor.stop())
  undo.add(() => client.close())
  const hangs = watchForHangs({
    client,
    agents: Object.keys(spec.agents),
    events,
    beatMs: options.beatMs,
    kill: (instance) => supervisor.kill(instance),
  })
  undo.add(() => hangs.close())
  if (options.signal?.aborted) throw new ParleyError('CLOSED', 'the network was stopped before it was up')
  const stopStarting = () => void supervisor.stop()
  options.signal?.addEventListener('abort', stopStarting, { once: true })
  await supervisor.start(
    seatsOf(network, built, {
      ...{ servers: url, world, graceMs, readyMs, tls, credentialsOf: keys.credentialsOf },
      ...{ beatMs: options.beatMs, logDir: join(dir, 'logs') },
    }),
  )
  options.signal?.removeEventListener('abort', stopStarting)
  emit({ kind: 'up', tookMs: Math.round(performance.now() - startedMs) })

  const outcomes = sendStarts(client, spec.start, emit)
  const stop = () => undo.run()
  const until = spec.until === 'started-done' ? outcomes : new Promise(() => {})
  const done = Promise.race([until, supervisor.ended, fallen]).then(
    () => {},
    async (error: unknown) => {
      await stop()
      throw error
    },
  )
  done.catch(() => {}) // it is an event too; that nobody awaits this must not end the process
  return {
    ...{ spec, url, world, events, client, inputs: built.inputs, outcomes, done, stop },
    credentials: keys.launcher.credentials,
    get ownBroker() {
      return kept?.current
    },
    get agents() {
      return supervisor.agents
    },
    kill: (which, signal) => supervisor.kill(which, signal),
    [Symbol.asyncDispose]: stop,
  }
}

function toStandardError(line: AgentLine): void {
  process.stderr.write(`${prefixOf(line)} ${line.text}\n`)
}
