import { ANY, counter, idsOf, instanceName, PUBLIC_WORLD, type SamplesMessage } from '@parley/protocol'
import type { AgentDefinition } from './agent/definition.ts'
import { DEFAULT_MAILBOX_LIMIT, Mailbox } from './agent/mailbox.ts'
import type { Bus } from './bus/bus.ts'
import { linkOf } from './bus/link.ts'
import { Caller } from './client/caller.ts'
import type { Heard } from './client/listen.ts'
import { Watch } from './client/watch.ts'
import { composeFace, type Face } from './composition/face.ts'
import { type House, type InstanceOptions, publicPart } from './composition/house.ts'
import { composeStates } from './composition/states.ts'
import type { Operator } from './interaction/operator.ts'
import type { ReceivedInteraction } from './interaction/received.ts'
import { DEFAULT_BEAT_MS } from './presence/announcer.ts'
import { type InstanceReport, survey } from './presence/survey.ts'
import { OwnStreams } from './stream/own-streams.ts'
import type { Logger } from './telemetry/log.ts'
import { Refusals } from './telemetry/refusals.ts'
import { Traffic } from './telemetry/traffic.ts'
import { systemClock } from './time/clock.ts'

export type { InstanceOptions } from './composition/house.ts'

interface Parts {
  readonly world: string
  readonly definition: AgentDefinition
  readonly state: unknown
  readonly config: unknown
  readonly bus: Bus
  readonly log: Logger
  readonly options: InstanceOptions
}

/** One instance: all its parts, wired. */
export interface Instance {
  readonly world: string
  readonly name: string
  readonly instance: string
  readonly caller: Caller
  readonly watch: Watch
  readonly operator: Operator
  /** Hears a stream of somebody's. */
  listen(reference: string): AsyncIterable<Heard>
  /** Writes a sample on a stream of its own, for all subscribers. */
  publish(stream: string, value: unknown): void
  /** Asks all instances of the world for their figures. */
  survey(): Promise<InstanceReport[]>
  /** Listens, takes requests, and says so. */
  open(): Promise<void>
  /** Takes nothing new, and settles when what it holds has ended. */
  drain(): Promise<void>
  /** Says goodbye and lets go of the bus. */
  close(): Promise<void>
}

/** The action whose slots are meant when wires name slots. */
const PROCESS = 'process'

/** Puts an instance together: one face to its own world, and one to the world `public` when something of it is to be seen there, or is asked there. */
export function compose(parts: Parts): Instance {
  const { world, definition, state, config, bus, log, options } = parts
  const { clock = systemClock, random = Math.random, beatMs = DEFAULT_BEAT_MS } = options
  const { concurrency = definition.concurrency, mailboxLimit = DEFAULT_MAILBOX_LIMIT } = options
  const instance = instanceName(clock.wallMs(), crypto.getRandomValues(new Uint8Array(16)))
  const faces: Face[] = []
  const broadcast = (stream: string, message: SamplesMessage) => {
    for (const face of faces) if (face.desk.streams.get(stream)) face.outbound.samples(stream, ANY, ANY, ANY, message)
  }
  const streams = new OwnStreams(definition.name, definition, instance, broadcast, clock)
  const newCount = counter()
  const newId = idsOf(instance, newCount)
  const { mailbox, states, mind, drain } = composeStates({
    ...{ definition, config, clock, log, newId, options, limit: mailboxLimit },
    self: { world, name: definition.name },
    places: new Mailbox<ReceivedInteraction>(concurrency, mailboxLimit, (received) => received.holder!.start(received)),
    begin: ({ steps = -1, ...own }) => main.own.begin({ ...own, numSteps: steps }),
  })
  const house: House = {
    ...{ world, definition, state, config, bus, log, options, clock, random, beatMs, instance, streams, newCount, newId, mailbox, states },
    link: linkOf(bus, clock),
    traffic: new Traffic(clock.wallMs()),
    refusals: new Refusals(log, clock),
  }
  const publicDefinition = publicPart(definition)
  const publicStreams = new OwnStreams(definition.name, publicDefinition, instance, () => {}, clock)
  let publicFace: Face | null = null
  let opened: Promise<void> = Promise.resolve()
  const openPublic = (): Face => {
    if (world === PUBLIC_WORLD) return main
    if (!publicFace) {
      publicFace = composeFace(house, { world: PUBLIC_WORLD, definition: publicDefinition, streams: publicStreams, publicly })
      faces.push(publicFace)
      opened = publicFace.open()
    }
    return publicFace
  }
  const publicly = () => openPublic().desk
  const main = composeFace(house, { world, definition, streams, publicly })
  faces.push(main)

  return {
    ...main.self,
    caller: new Caller(main.desk),
    watch: new Watch(bus, world, clock),
    operator: main.operator,
    listen: main.listen,
    publish: (stream, value) => streams.publish(stream, value),
    survey: () => survey(bus, { world, clock }),
    async open() {
      mind?.start() // before anything is taken
      await main.open()
      if (Object.keys(publicDefinition.actions).length + publicStreams.all.length > 0) openPublic()
      await opened
      mind?.goLive()
      if (options.wires && Object.keys(options.wires).length > 0) void main.own.stand(PROCESS, options.wires)
    },
    async drain() {
      drain()
      await Promise.all(faces.map((face) => face.drain()))
    },
    async close() {
      mind?.close()
      await Promise.all(faces.map((face) => face.close()))
      await bus.close()
    },
  }
}
