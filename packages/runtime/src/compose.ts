import { FEATURES, idsOf, instanceName, parseSubject } from '@parley/protocol'
import { ActionTable, profileOf } from './agent/action-table.ts'
import type { AgentDefinition } from './agent/definition.ts'
import { type Actor, HandlerContext } from './agent/handler-context.ts'
import { DEFAULT_MAILBOX_LIMIT, Mailbox } from './agent/mailbox.ts'
import type { Bus } from './bus/bus.ts'
import { Features } from './bus/features.ts'
import { Inbound, type Recipients } from './bus/inbound.ts'
import { linkOf } from './bus/link.ts'
import { Outbound } from './bus/outbound.ts'
import { Caller } from './client/caller.ts'
import type { Desk } from './client/desk.ts'
import { Watch } from './client/watch.ts'
import { Acks } from './interaction/acks.ts'
import { Door } from './interaction/door.ts'
import { Ends } from './interaction/ends.ts'
import { type Interaction, type ReceivedInteraction, SentInteraction } from './interaction/interaction.ts'
import { InteractionManager } from './interaction/manager.ts'
import { Operator } from './interaction/operator.ts'
import type { Self } from './interaction/post.ts'
import { Requester } from './interaction/requester.ts'
import { Silence } from './interaction/silence.ts'
import { StatusWriter } from './interaction/statuses.ts'
import { Steering } from './interaction/steering.ts'
import { Target } from './interaction/target.ts'
import { Turns } from './interaction/turns.ts'
import { Announcer, DEFAULT_BEAT_MS } from './presence/announcer.ts'
import { monitor } from './presence/monitor.ts'
import { answerServiceQuestions } from './presence/service.ts'
import { type InstanceReport, survey } from './presence/survey.ts'
import { PresenceWatcher } from './presence/watcher.ts'
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
  const inbound = new Inbound(bus, self, features)
  const outbound = new Outbound(bus, self, features)
  const manager = new InteractionManager(options.capacity, () => setImmediate(() => manager.drainCompleted()))
  const deadlines = new Deadlines<Interaction>(clock, (late) => {
    if (late instanceof SentInteraction) requester.expire(late)
    else target.expire(late as ReceivedInteraction)
  })
  const ground = { self, clock, manager, post: outbound, deadlines }

  const acks = new Acks(clock, beatMs)
  const requester = new Requester({ ...ground, acks, random })
  outbound.onUnsent = (to, id, error) => requester.onUnsent(to, id, error)
  bus.onDenied((subject, operation) => {
    const denied = parseSubject(subject)
    if (operation === 'publish' && denied?.room === 'interaction') requester.onForbidden(denied.target)
  })
  const link = linkOf(bus, clock)
  const newId = idsOf(instance)
  const desk: Desk = {
    ...{ self, clock, random, newId },
    send: (sent) => requester.send(sent),
    discard: (sent, ending) => requester.discard(sent, ending),
    steer: (sent, op) => requester.steer(sent, op),
    onCallbackFailed: (uuid, error) => log.error({ err: error, uuid }, 'the callback of an interaction threw'),
    monitor: (agent) => monitor(agent, { clock, link, hear: (of, receive) => inbound.watchAgent(of, receive) }),
    remainingMs: (interaction) => deadlines.remainingMs(interaction),
  }
  const { target, steering, mailbox, statuses } = composeTarget(parts, { ...ground, requester, desk, inbound, outbound, traffic })

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
    onSamples: (from, _stream, id, { tag, data }) => requester.onSamples(from, id, tag, data),
    onPackRefused: (from, id) => requester.onPackRefused(from, id),
    onControl: (from, control) => steering.onControl(from, control),
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
      })
      await bus.flush() // the broker knows the subscriptions: whoever hears `up` may send
      announcer.up()
      silence.start()
    },
    drain: () => target.drain(),
    async close() {
      silence.close()
      announcer.down()
      presence.close()
      requester.close()
      statuses.close()
      deadlines.close()
      await bus.close()
    },
  }
}

interface Ground {
  readonly self: Self
  readonly clock: Clock
  readonly manager: InteractionManager
  readonly deadlines: Deadlines<Interaction>
  readonly requester: Requester
  readonly desk: Desk
  readonly inbound: Inbound
  readonly outbound: Outbound
  readonly traffic: Traffic
}

/** The half that is asked: from a request to the handler and back. */
function composeTarget({ definition, state, config, log, options }: Parts, ground: Ground) {
  const { self, clock, manager, deadlines, requester, desk, inbound, outbound, traffic } = ground
  const actor: Actor = { state, config, logOf: (uuid) => log.child({ uuid }) }
  const actions = new ActionTable(definition, () => profileOf(definition, self.instance, FEATURES), {
    contextOf: (received, turn) => new HandlerContext(desk, actor, received, turn),
    sendSamples: ({ request }, stream, message) =>
      outbound.samples(stream, request.requester, request.requesterInstance, request.id, message),
  })
  const statuses = new StatusWriter(outbound, self, clock, new Ends(clock), options.flushWindowMs)
  const { concurrency = definition.concurrency, mailboxLimit = DEFAULT_MAILBOX_LIMIT } = options
  const mailbox = new Mailbox<ReceivedInteraction>(concurrency, mailboxLimit, (received) => turns.start(received))
  const turns: Turns = new Turns({
    ...{ mailbox, statuses, deadlines },
    onDone: (received, ending) => target.done(received, ending),
    onRoom: () => door.check(),
  })
  const steering = new Steering({
    ...{ self, manager, post: outbound, statuses, turns, clock },
    end: (received, ending) => target.end(received, ending),
    isOperator: (name) => name.startsWith('cli-'),
  })
  const door: Door = new Door({ join: () => inbound.takeRequests(), fullness: () => Math.max(manager.fullness, mailbox.fullness) })
  const target = new Target({
    ...{ self, manager, statuses, turns, steering, door, deadlines, clock },
    prepare: (request) => actions.prepare(request),
    cancelChild: (child) => requester.discard(child),
    onEnd: (received, { error }) => traffic.end(clock.nowMs() - received.sinceMs, error?.message),
  })
  return { target, steering, mailbox, statuses }
}
