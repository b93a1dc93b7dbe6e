import { FEATURES, ParleyError, parseSubject } from '@parley/protocol'
import type { AgentDefinition } from '../agent/definition.ts'
import { Claims } from '../bus/claims.ts'
import { Features } from '../bus/features.ts'
import { Inbound } from '../bus/inbound.ts'
import { Outbound } from '../bus/outbound.ts'
import type { Recipients } from '../bus/recipients.ts'
import type { Desk } from '../client/desk.ts'
import { Acks } from '../interaction/acks.ts'
import { Controls } from '../interaction/controls.ts'
import type { Interaction } from '../interaction/interaction.ts'
import { InteractionManager } from '../interaction/manager.ts'
import { Operator } from '../interaction/operator.ts'
import { OwnRequests } from '../interaction/own-requests.ts'
import type { ReceivedInteraction } from '../interaction/received.ts'
import { Requester } from '../interaction/requester.ts'
import { SentInteraction } from '../interaction/sent.ts'
import { Silence } from '../interaction/silence.ts'
import { toCodeStr } from '../interaction/text.ts'
import { Announcer } from '../presence/announcer.ts'
import { monitor } from '../presence/monitor.ts'
import { answerServiceQuestions } from '../presence/service.ts'
import { PresenceWatcher } from '../presence/watcher.ts'
import { Outgoing } from '../stream/outgoing.ts'
import type { OwnStreams } from '../stream/own-streams.ts'
import { Deadlines } from '../time/deadlines.ts'
import { atTurnsEnd } from '../time/turns-end.ts'
import { composeAsked } from './asked.ts'
import type { House } from './house.ts'
import { composeReading } from './reading.ts'

/** What is being stored when the instance goes gets this long to leave. */
const GOODBYE_MS = 5_000

/** How one instance shows itself in one world: what it asks there, what it is asked, what is read and written. */
export type Face = ReturnType<typeof composeFace>

interface Parts {
  readonly world: string
  /** The actions and streams that this world sees. */
  readonly definition: AgentDefinition
  readonly streams: OwnStreams
  /** The desk of the world `public`. */
  readonly publicly: () => Desk
}

/** Wires one face. Follow an interaction: inbound, target, turns, activation, statuses, outbound. */
export function composeFace(house: House, { world, definition, streams, publicly }: Parts) {
  const { bus, link, log, options, clock, random, beatMs, instance, newCount, newId, traffic, refusals, mailbox } = house
  const self = { world, name: definition.name, instance }
  const features = new Features()
  const claims = new Claims(bus, self, clock)
  const inbound = new Inbound(bus, self, features, claims)
  const manager = new InteractionManager(options.capacity, () => atTurnsEnd(() => manager.drainCompleted()))
  const outbound = new Outbound(bus, self, features, claims, () => manager.sent.absent(self.name, instance))
  const deadlines = new Deadlines<Interaction>(clock, (late) => {
    if (late instanceof SentInteraction) requester.expire(late)
    else target.expire(late as ReceivedInteraction)
  })
  const acks = new Acks(clock, beatMs)
  const controls = new Controls({ self, post: outbound, acks })
  const requester = new Requester({
    ...{ self, clock, manager, post: outbound, deadlines, acks, controls, random },
    onStranger(from, sent) {
      traffic.refused++
      refusals.add(toCodeStr(sent, { id: true }), new ParleyError('FORBIDDEN', `${from} speaks of what was not sent to it`))
    },
  })
  bus.onDenied((subject, operation) => {
    const denied = parseSubject(subject)
    if (operation === 'publish' && denied?.room === 'interaction' && denied.world === world) requester.reach.onForbidden(denied.target)
  })
  const desk: Desk = {
    ...{ self, clock, random, newCount, streams, publicly, lifetimeMs: options.lifetimeMs },
    credit: (sent, target, stream, upTo) => controls.credit(sent, target, stream, upTo),
    outgoing: ({ id }, targets) =>
      new Outgoing(streams, targets, (target, at, stream, message) => outbound.samples(stream, target, at, id, message), clock),
    send: (sent) => requester.send(sent),
    discard: (sent, ending) => requester.discard(sent, ending),
    steer: (sent, op) => controls.steer(sent, op),
    onCallbackFailed: (uuid, error) => log.error({ err: error, uuid }, 'the callback of an interaction threw'),
    monitor: (agent) => monitor(agent, { clock, link, hear: (of, receive) => inbound.watchAgent(of, receive) }),
    remainingMs: (interaction) => deadlines.remainingMs(interaction),
  }
  const ground = { self, clock, manager, deadlines, desk, inbound, outbound, streams }
  const reading = composeReading({ ...ground, beatMs, link })
  const { inlets, binder } = reading
  const { arrivals, target, steering, statuses, ends, limits } = composeAsked(house, definition, { ...ground, requester, binder })
  const own = new OwnRequests({
    ...{ self, newId, clock },
    begin: (request, bind) => arrivals.begin(request, bind),
    bindWires: (request, slots, wires) => binder.bindWires(request, slots, wires),
    onFailed: (what, error) => log.error({ err: error }, what),
  })

  outbound.fates = {
    onWaiting: (to, id, waits) => requester.reach.onWaiting(to, id, waits),
    onUnsent: (to, id, error) => requester.reach.onUnsent(to, id, error),
    onStatusUnsent: (to, of, id, message, error) => statuses.onUnsent(to, of, id, message, error),
    onSamplesUnsent(to, id, error) {
      target.onSamplesUnsent(to, id, error)
      requester.reach.onUnsent(to, id, error)
    },
  }

  const presence = new PresenceWatcher({
    ...{ clock, beatMs },
    hear: (agent, of, receive) => inbound.watchPresence(agent, of, receive),
    onDown(agent, of) {
      features.forget(agent, of)
      requester.reach.onInstanceGone(agent, of)
      target.onRequesterGone(agent, of)
    },
  })
  const silence = new Silence({ self, clock, manager, post: outbound, requester, controls, target, vital: presence, beatMs, link })
  const load = () => ({ open: manager.received.size, waiting: mailbox.waiting, capacity: manager.capacity })
  const announcer = new Announcer({
    ...{ clock, load, beatMs, features: FEATURES },
    send(message) {
      if (bus.state === 'connected') outbound.presence(message) // a sign of life that waits for the broker is none
    },
  })
  const recipients: Recipients = {
    onRequest: (from, request, origin) => arrivals.onRequest(from, request, origin),
    onHeard: (from, of, counts) => ends.heard(from, of, counts),
    onBadRequest: (from, of, id, error) => arrivals.onBadRequest(from, of, id, error),
    onStatus: (from, id, status) => requester.onStatus(from, id, status),
    onSamples(from, stream, id, samples) {
      if (!requester.onSamples(from, stream, id, samples)) inlets.onSamples(from, stream, id, samples)
    },
    onPackRefused: (from, id) => requester.reach.onPackRefused(from, id),
    onControl: (from, control) => steering.onControl(from, control),
    awaits: (from, id) => requester.awaits(from, id),
    onAck(from, id, ack) {
      presence.heard(from, ack.instance)
      requester.reach.onAck(from, id, ack)
    },
    onNoResponders(from, id) {
      if (link.settling()) return requester.reach.onNobodyYet(from, id)
      requester.reach.onNoResponders(from, id)
      target.onNoResponders(from, id)
    },
    onRefused(subject, error) {
      traffic.refused++
      refusals.add(subject, error)
    },
  }

  return {
    ...{ self, desk, outbound, own },
    listen: reading.listen,
    operator: new Operator({ self, post: outbound, acks, newId }),
    /** Listens, takes requests, and says so. */
    async open(): Promise<void> {
      inbound.open(recipients)
      arrivals.open()
      const data = () => ({ ...load(), running: mailbox.running, refused: traffic.refused })
      // Who can be asked nothing is no service: a client is in no list of agents.
      if (Object.keys(definition.actions).length > 0)
        answerServiceQuestions({ bus, self, about: house.definition, traffic, data, pid: process.pid })
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
    },
    drain: () => target.drain(),
    /** Says goodbye. What is open ends here. */
    async close(): Promise<void> {
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
    },
  }
}
