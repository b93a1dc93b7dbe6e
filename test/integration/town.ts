import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Connection, connect } from '@parley/runtime'
import { type Broker, type BrokerOptions, launch, type Network, startBroker } from '@parley/runtime/network'
import type { Bus } from '@parley/runtime/testing'
import { connectNats } from '../../packages/runtime/src/bus/nats-bus.ts'
import { Witness } from './agents/witness.ts'

/** Short, so that a test need not wait long for what must come within three; long enough for a machine that has more to do. */
const BEAT_MS = 1_000

interface TownOptions extends BrokerOptions {
  readonly instances?: number
  readonly beatMs?: number
}

export interface Town extends AsyncDisposable {
  readonly net: Network
  readonly world: string
  readonly client: Connection
  readonly witness: ReturnType<typeof peer>
  /** The broker as it is now. */
  readonly broker: Broker
  /** A bare connection: it may say what no runtime would. */
  stranger(): Promise<Bus>
  /** SIGKILL, and another broker on the same port. */
  restartBroker(): Promise<void>
}

const peer = (client: Connection) => client.peer(Witness)

/** A broker, as many witnesses as wanted in processes of their own, and a client named alice. */
export async function openTown({ instances = 1, beatMs = BEAT_MS, ...options }: TownOptions = {}): Promise<Town> {
  const dir = mkdtempSync(join(tmpdir(), 'parley-town-'))
  let broker = await startBroker({ jetstream: false, ...options })
  const net = await launch(
    { agents: { witness: { module: './agents/witness.ts', instances } } },
    { nats: broker.url, world: 'town', base: import.meta.url, dir, beatMs, graceMs: 2_000, output: () => {} },
  )
  const { world } = net
  const client = await connect({ servers: broker.url, world, name: 'alice', beatMs })
  const strangers: Bus[] = []
  return {
    ...{ net, world, client, witness: peer(client) },
    get broker() {
      return broker
    },
    async stranger() {
      const bus = await connectNats({ servers: broker.url, name: 'stranger', inboxPrefix: 'inbox.stranger' })
      strangers.push(bus)
      return bus
    },
    async restartBroker() {
      process.kill(broker.pid, 'SIGKILL')
      await broker.exited
      broker = await startBroker({ jetstream: false, ...options, port: broker.port })
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([client, ...strangers].map((one) => one.close()))
      await net.stop()
      await broker.stop()
      rmSync(dir, { recursive: true })
    },
  }
}
