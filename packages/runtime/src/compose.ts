import {
  ANY,
  buildUuid,
  CREDIT,
  CREDIT_WINDOW,
  DESCRIBE,
  type ErrorCode,
  FEATURES,
  idsOf,
  instanceName,
  ParleyError,
  type Profile,
  parseSubject,
  VERSION,
} from '@parley/protocol'
import { ActionTable, profileOf } from './agent/action-table.ts'
import type { AgentDefinition } from './agent/definition.ts'
import { type Actor, HandlerContext } from './agent/handler-context.ts'
import { DEFAULT_MAILBOX_LIMIT, Mailbox } from './agent/mailbox.ts'
import type { Bus } from './bus/bus.ts'
import { Claims } from './bus/claims.ts'
import { Features } from './bus/features.ts'
import { Inbound, type Recipients } from './bus/inbound.ts'
import { linkOf } from './bus/link.ts'
import { Outbound } from './bus/outbound.ts'
import { Caller } from './client/caller.ts'
import type { Desk } from './client/desk.ts'
import { Watch } from './client/watch.ts'
import { Acks } from './interaction/acks.ts'
import { Binder } from './interaction/binder.ts'
import { Door } from './interaction/door.ts'
import { Ends } from './interaction/ends.ts'
import { type Interaction, type ReceivedInteraction, SentInteraction } from './interaction/interaction.ts'
import { InteractionManager } from './interaction/manager.ts'
import { Operator } from './interaction/operator.ts'
import { OwnRequests } from './interaction/own-requests.ts'
import type { Self } from './interaction/post.ts'
import { Requester } from './interaction/requester.ts'
import { Silence } from './interaction/silence.ts'
import { StatusWriter } from './interaction/statuses.ts'
import { Steering } from './interaction/steering.ts'
import { Target } from './interaction/target.ts'
import { TimeLimits } from './interaction/time-limits.ts'
import { Turns } from './interaction/turns.ts'
import { Announcer, DEFAULT_BEAT_MS } from './presence/announcer.ts'
import { monitor } from './presence/monitor.ts'
import { answerServiceQuestions } from './presence/service.ts'
import { type InstanceReport, survey } from './presence/survey.ts'
import { PresenceWatcher } from './presence/watcher.ts'
import { Credit } from './stream/credit.ts'
import { Directory } from './stream/directory.ts'
import { Flow } from './stream/flow.ts'
import { Inlets } from './stream/inlets.ts'
import { Outgoing } from './stream/outgoing.ts'
import { OwnStreams } from './stream/own-streams.ts'
import { Owners } from './stream/owners.ts'
import { StreamProxy } from './stream/proxy.ts'
import type { Logger } from './telemetry/log.ts'
import { Refusals } from './telemetry/refusals.ts'
import { Traffic } from './telemetry/traffic.ts'
import { type Clock, systemClock } from './time/clock.ts'
import { Deadlines } from './time/deadlines.ts'

/** What one instance may be told beside its definition. Everything has a default. */
export interface InstanceOptions {
  /** Interactions that run at once; the definition's own when not given. */
  readonly concurrency?: number
  /** Open interactions that the instance may hold. */
  readonly capacity?: number
  /** Received interactions that may wait for a place. */
  readonly mailboxLimit?: number
  /** What an interaction may take at most, sent or received here, whatever is said with it. Without it, what says nothing may take 300 000 ms. */
  readonly lifetimeMs?: number
  /** A standing lazy interaction: slot of the processor to stream. */
  readonly wires?: Readonly<Record<string, string>>
  /** Who has which role in the world: role to the names of agents and clients. */
  readonly roles?: Readonly<Record<string, readonly string[]>>
  /** Between two signs of life. */
  readonly beatMs?: number
  /** How long transitions may wait for company; 0: each is told at once. */
  readonly flushWindowMs?: number
  readonly clock?: Clock
  /** 0 to 1, for jitter. */
  readonly random?: () => number
}

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
  /** Asks all instances of the world for their figures. */
  survey(): Promise<InstanceReport[]>
  /** Listens, takes requests, and says so. */
  open(): Promise<void>
  /** Takes nothing new, and settles when what it holds has ended. */
  drain(): Promise<void>
  /** Says goodbye and lets go of the bus. */
  close(): Promise<void>
}

/** Puts an instance together: the only place that knows all the parts. Follow an interaction: inbound, target, turns, activation, statuses, outbound. */
export function compose(parts: Parts): Instance {
  const { world, definition, bus, log, options } = parts
  const { clock = systemClock, random = Math.random, beatMs = DEFAULT_BEAT_MS } = options
  const instance = instanceName(clock.wallMs(), crypto.getRandomValues(new Uint8Array(16)))
  const self = { world, name: definition.name, instance }
  const traffic = new Traffic(clock.wallMs())
  const refusals = new Refusals(log, clock)

  const features = new Features()
  const claims = new Claims(bus, self, clock)
  const inbound = new Inbound(bus, self, features, claims)
  const outbound = new Outbound(bus, self, features, claims)
  const manager = new InteractionManager(options.capacity, () => setImmediate(() => manager.drainCompleted()))
  const deadlines = new Deadlines<Interaction>(clock, (late) => {
    if (late instanceof SentInteraction) requester.expire(late)
    else target.expire(late as ReceivedInteraction)
  })
  const ground = { self, clock, manager, post: outbound, deadlines }

  const acks = new Acks(clock, beatMs)
  const requester = new Requester({ ...ground, acks, random })
  bus.onDenied((subject, operation) => {
    const denied = parseSubject(subject)
    if (operation === 'publish' && denied?.room === 'interaction') requester.onForbidden(denied.target)
  })
  const link = linkOf(bus, clock)
  const newId = idsOf(instance)
  const streams = new OwnStreams(self.name, definition, instance, (stream, message) => outbound.samples(stream, ANY, ANY, ANY, message))
  const desk: Desk = {
    ...{ self, clock, random, newId, streams, lifetimeMs: options.lifetimeMs },
    credit: (sent, target, stream, upTo) => requester.credit(sent, target, stream, upTo),
    outgoing: ({ id }, targets) =>
      new Outgoing(streams, targets, (target, at, stream, message) => outbound.samples(stream, target, at, id, message)),
    send: (sent) => requester.send(sent),
    discard: (sent, ending) => requester.discard(sent, ending),
    steer: (sent, op) => requester.steer(sent, op),
    onCallbackFailed: (uuid, error) => log.error({ err: error, uuid }, 'the callback of an interaction threw'),
    monitor: (agent) => monitor(agent, { clock, link, hear: (of, receive) => inbound.watchAgent(of, receive) }),
    remainingMs: (interaction) => deadlines.remainingMs(interaction),
  }
  const reading = composeReading({ ...ground, desk, inbound, outbound, streams, beatMs })
  const { inlets, binder } = reading
  const { target, steering, mailbox, statuses, limits } = composeTarget(parts, {
    ...ground,
    ...{ requester, desk, inbound, outbound, traffic, streams, binder },
  })

  const own = new OwnRequests({
    ...{ self, newId, clock },
    begin: (request, bind) => target.begin(request, bind),
    bindWires: (request, slots, wires) => binder.bindWires(request, slots, wires),
    onFailed: (what, error) => log.error({ err: error }, what),
  })

  outbound.fates = {
    onWaiting: (to, id, waits) => requester.onWaiting(to, id, waits),
    onUnsent: (to, id, error) => requester.onUnsent(to, id, error),
    onStatusUnsent: (to, of, id, message, error) => statuses.onUnsent(to, of, id, message, error),
    onSamplesUnsent(to, id, error) {
      target.onSamplesUnsent(to, id, error)
      requester.onUnsent(to, id, error)
    },
  }

  const presence = new PresenceWatcher({
    ...{ clock, beatMs },
    hear: (agent, of, receive) => inbound.watchPresence(agent, of, receive),
    onDown(agent, of) {
      features.forget(agent, of)
      requester.onInstanceGone(agent, of)
      target.onRequesterGone(agent, of)
    },
  })
  const silence = new Silence({ ...ground, requester, target, vital: presence, beatMs, link })
  const load = () => ({ open: manager.received.size, waiting: mailbox.waiting, capacity: manager.capacity })
  const announcer = new Announcer({
    ...{ clock, load, beatMs, features: FEATURES },
    send(message) {
      if (bus.state === 'connected') outbound.presence(message) // a sign of life that waits for the broker is none
    },
  })

  const recipients: Recipients = {
    onRequest: (from, request) => target.onRequest(from, request),
    onBadRequest: (from, of, id, error) => target.onBadRequest(from, of, id, error),
    onStatus: (from, id, status) => requester.onStatus(from, id, status),
    onSamples(from, stream, id, samples) {
      if (!requester.onSamples(from, stream, id, samples)) inlets.onSamples(from, stream, id, samples)
    },
    onPackRefused: (from, id) => requester.onPackRefused(from, id),
    onControl: (from, control) => steering.onControl(from, control),
    onQueryOfComing: (from, query) => steering.onQueryOfComing(from, query),
    awaits: (from, id) => requester.awaits(from, id),
    onAck(from, id, ack) {
      presence.heard(from, ack.instance)
      requester.onAck(from, id, ack)
    },
    onNoResponders(from, id) {
      if (link.settling()) return requester.onNobodyYet(from, id)
      requester.onNoResponders(from, id)
      target.onNoResponders(from, id)
    },
    onRefused(subject, error) {
      traffic.refused++
      refusals.add(subject, error)
    },
  }

  return {
    ...self,
    caller: new Caller(desk),
    watch: new Watch(bus, world),
    operator: new Operator({ self, post: outbound, acks, newId }),
    survey: () => survey(bus, { world, clock }),
    async open() {
      inbound.open(recipients)
      target.open()
      const data = () => ({ ...load(), running: mailbox.running, refused: traffic.refused })
      // Who can be asked nothing is no service: a client is in no list of agents.
      if (Object.keys(definition.actions).length > 0)
        answerServiceQuestions({ bus, self, about: definition, traffic, data, pid: process.pid })
      link.onChange((connected) => {
        silence.close()
        if (!connected) return
        announcer.up()
        silence.start()
        silence.askAll()
        inlets.renew()
      })
      await bus.flush() // the broker knows the subscriptions: whoever hears `up` may send
      announcer.up()
      silence.start()
      if (options.wires && Object.keys(options.wires).length > 0) void own.stand(PROCESS, options.wires)
    },
    drain: () => target.drain(),
    async close() {
      await outbound.settled(clock, GOODBYE_MS)
      silence.close()
      announcer.down()
      presence.close()
      requester.close()
      reading.close()
      own.close()
      limits.close()
      statuses.close()
      deadlines.close()
      await bus.close()
    },
  }
}

/** What is being stored when the instance goes gets this long to leave. */
const GOODBYE_MS = 5_000

interface Ground {
  readonly self: Self
  readonly clock: Clock
  readonly manager: InteractionManager
  readonly deadlines: Deadlines<Interaction>
  readonly desk: Desk
  readonly inbound: Inbound
  readonly outbound: Outbound
  readonly streams: OwnStreams
}

/** The action whose slots are meant when wires name slots. */
const PROCESS = 'process'

/** How long an owner may take to say what its streams are. */
const DESCRIBE_MS = 2_000

/** What this agent reads of others' streams. */
function composeReading({ self, clock, desk, inbound, outbound, streams, beatMs }: Ground & { beatMs: number }) {
  const caller = new Caller(desk)
  const describe = (agent: string) =>
    caller.open<Profile, never>(agent, DESCRIBE, null, { timeoutMs: DESCRIBE_MS }, { waits: false, outputs: null }).result
  const inlets = new Inlets({
    hear: (owner, stream, receive) => inbound.hearStream(owner, stream, receive),
    credit({ id, requester, requesterInstance }, stream, upTo) {
      const credit = { v: VERSION as 1, op: 'credit' as const, id, requester, senderInstance: self.instance, stream, upTo }
      outbound.control(requester, requesterInstance, credit)
    },
  })
  const directory = new Directory({
    ...{ self: self.name, own: streams, describe },
    onChange: (agent, changed) => inbound.watchAgent(agent, (_, { kind }) => kind !== 'beat' && changed()),
  })
  const isThere = (agent: string) =>
    describe(agent).then(
      () => true,
      () => false,
    )
  const owners = new Owners({ ...{ clock, beatMs, isThere }, monitor: desk.monitor })
  const binder = new Binder({ ...{ self: self.name, directory, inlets, owners } })
  // A credit may be lost on its way: while somebody here reads, it is said again once a beat.
  const renew = (): (() => void) =>
    clock.after(beatMs, () => {
      inlets.renew()
      disarm = renew()
    })
  let disarm = renew()
  const close = () => {
    disarm()
    directory.close()
  }
  return { inlets, binder, close }
}

/** The half that is asked: from a request to the handler and back. */
function composeTarget(
  { definition, state, config, log, options }: Parts,
  ground: Ground & { requester: Requester; traffic: Traffic; binder: Binder },
) {
  const { self, clock, manager, deadlines, requester, desk, inbound, outbound, traffic, streams, binder } = ground
  const flowOf = (received: ReceivedInteraction): Flow => {
    const { requester: to, requesterInstance, id, reads } = received.request
    received.flow ??= new Flow({
      send: (stream, message) => outbound.samples(stream, to, requesterInstance, id, message),
      credit: () => new Credit(reads?.includes(CREDIT) ? CREDIT_WINDOW - 1 : Number.POSITIVE_INFINITY),
    })
    return received.flow
  }
  const write = (received: ReceivedInteraction, name: string, value: unknown) => {
    if (received.holding === 'received' && !streams.isBroadcast(name)) return streams.send(flowOf(received), name, value)
    streams.publish(name, value)
    return undefined
  }
  const streamsFor = (received: ReceivedInteraction) =>
    new StreamProxy({
      sources: () => [...(received.bound?.all() ?? [])],
      own: () => streams.all.map(({ name }) => name),
      write: (name, value) => write(received, name, value),
      async change() {
        await received.bound!.change()
        if (received.ending?.error) throw new ParleyError(received.ending.error.code as ErrorCode, received.ending.error.message)
      },
    })
  const actor: Actor = { state, config, streamsFor, logOf: (uuid) => log.child({ uuid }) }
  const actions = new ActionTable(definition, () => profileOf(definition, self.instance, FEATURES), {
    contextOf: (received, turn) => new HandlerContext(desk, actor, received, turn),
    flowOf,
    output: write,
  })
  const statuses = new StatusWriter(outbound, self, clock, new Ends(clock), options.flushWindowMs)
  const { concurrency = definition.concurrency, mailboxLimit = DEFAULT_MAILBOX_LIMIT } = options
  const mailbox = new Mailbox<ReceivedInteraction>(concurrency, mailboxLimit, (received) => turns.start(received))
  const limits = new TimeLimits({
    ...{ deadlines, clock, lifetimeMs: options.lifetimeMs },
    expire: (received, limit) => target.expire(received, limit),
  })
  const turns: Turns = new Turns({
    ...{ mailbox, statuses, limits },
    onDone: (received, ending) => target.done(received, ending),
    onRoom: () => door.check(),
  })
  const steering = new Steering({
    ...{ self, manager, post: outbound, statuses, turns, clock },
    credit: (sender, control) => {
      if (control.requester === self.name && control.stream !== undefined) return requester.onCredit(sender, control)
      const received = manager.received.get(buildUuid(control.id, control.requester))
      if (received && control.requester === sender && control.upTo !== undefined)
        flowOf(received).grant(control.stream ?? received.request.action, control.upTo)
    },
    end: (received, ending) => target.end(received, ending),
    isOperator: (name) => name.startsWith('cli-'),
  })
  const door: Door = new Door({ join: () => inbound.takeRequests(), fullness: () => Math.max(manager.fullness, mailbox.fullness) })
  const target = new Target({
    ...{ self, manager, statuses, turns, steering, door, limits, binder, clock },
    prepare: (request) => actions.prepare(request),
    cancelChild: (child) => requester.discard(child),
    onEnd: (received, { error }) => traffic.end(clock.nowMs() - received.sinceMs, error?.message),
  })
  return { target, steering, mailbox, statuses, limits }
}
