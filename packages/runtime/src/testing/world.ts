import type { Contract } from '../agent/contract.ts'
import type { AgentDefinition } from '../agent/definition.ts'
import type { Bus } from '../bus/bus.ts'
import { inboxPrefixOf } from '../bus/inbox.ts'
import { connectNats } from '../bus/nats-bus.ts'
import type { InstanceOptions } from '../compose.ts'
import { type Connection, connect, type RunningAgent, startAgent } from '../connect.ts'
import type { ManualClock } from './manual-clock.ts'
import { MemoryBroker, type MemoryBrokerOptions } from './memory-broker.ts'
import { MemoryBus } from './memory-bus.ts'

export interface TestWorldOptions extends MemoryBrokerOptions {
  /** Time for all members; the system's own when not given. */
  readonly clock?: ManualClock
  /** For members that say nothing else. */
  readonly defaults?: InstanceOptions
}

/** A member of a test's world and the bus that it speaks on. */
export type Member<T, B extends Bus> = T & { readonly bus: B }

/** A world that lives as long as a test. Disposing it closes every member, agents last to come first. */
export interface TestWorld<B extends Bus = MemoryBus> extends AsyncDisposable {
  readonly name: string
  /** Starts an agent in this process. */
  agent(definition: AgentDefinition, options?: InstanceOptions & { name?: string; config?: unknown }): Promise<Member<RunningAgent, B>>
  /** Connects a client. */
  client(options?: InstanceOptions & Pick<Contract, 'streams'> & { name?: string }): Promise<Member<Connection, B>>
  /** A bare bus: for whoever watches, or speaks what no runtime would say. */
  bus(name?: string): Promise<B>
}

/** A world whose broker is in this process. */
export interface MemoryWorld extends TestWorld<MemoryBus> {
  readonly broker: MemoryBroker
}

/** A world for one test: in this process, or on a real broker when its URL is given. */
export async function testWorld(options?: TestWorldOptions): Promise<MemoryWorld>
export async function testWorld(options: TestWorldOptions & { servers: string }): Promise<TestWorld<Bus>>
export async function testWorld(options: TestWorldOptions & { servers?: string } = {}): Promise<TestWorld<Bus>> {
  const { servers, ...rest } = options
  if (servers !== undefined) {
    const join = (world: string, name: string) =>
      connectNats({ servers, name: `${world}/${name}`, inboxPrefix: inboxPrefixOf(world, name) })
    return makeWorld(join, rest)
  }
  const broker = new MemoryBroker(rest)
  return Object.assign(
    makeWorld(async (_, name) => new MemoryBus(broker, name), rest),
    { broker },
  )
}

/** Worlds on one broker must not meet. */
const randomName = () => `test-${crypto.randomUUID().slice(0, 8)}`

function makeWorld<B extends Bus>(join: (world: string, name: string) => Promise<B>, options: TestWorldOptions): TestWorld<B> {
  const world = randomName()
  const { clock, defaults } = options
  const closers: (() => Promise<void>)[] = []
  const place = { ...defaults, ...(clock && { clock }), world }

  /** Joins, and starts what is to speak on the bus. */
  const member = async <T extends AsyncDisposable>(start: (dial: (name: string) => Promise<Bus>) => Promise<T>): Promise<Member<T, B>> => {
    let bus: B | undefined
    const started = await start(async (name) => {
      bus = await join(world, name)
      return bus
    })
    closers.push(async () => started[Symbol.asyncDispose]())
    return Object.assign(started, { bus: bus! })
  }
  return {
    name: world,
    agent: (definition, own) => member((dial) => startAgent(definition, { ...place, ...own }, (_, { name }) => dial(name))),
    client: (own) => member((dial) => connect({ ...place, ...own }, (_, { name }) => dial(name))),
    async bus(name = 'bare') {
      const bus = await join(world, name)
      closers.push(() => bus.close())
      return bus
    },
    async [Symbol.asyncDispose]() {
      for (const close of closers.splice(0).reverse()) await close()
    },
  }
}
