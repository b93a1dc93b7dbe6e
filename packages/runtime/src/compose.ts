import { type Address, idsOf, instanceName, ParleyError, parseSubject, type WireError } from '@parley/protocol'
import { ActionTable, profileOf } from './agent/action-table.ts'
import type { AgentDefinition } from './agent/definition.ts'
import { type Actor, HandlerContext } from './agent/handler-context.ts'
import { DEFAULT_MAILBOX_LIMIT, Mailbox } from './agent/mailbox.ts'
import type { Bus } from './bus/bus.ts'
import { Inbound } from './bus/inbound.ts'
import { Outbound } from './bus/outbound.ts'
import { Caller } from './client/caller.ts'
import type { Desk } from './client/desk.ts'
import { Watch } from './client/watch.ts'
import { Acks } from './interaction/acks.ts'
import { Door } from './interaction/door.ts'
import type { Ending } from './interaction/ending.ts'
import { Ends } from './interaction/ends.ts'
import type { Interaction, ReceivedInteraction, SentInteraction } from './interaction/interaction.ts'
import { DEFAULT_CAPACITY, InteractionManager } from './interaction/manager.ts'
import { Requester } from './interaction/requester.ts'
import { Silence } from './interaction/silence.ts'
import { DEFAULT_FLUSH_WINDOW_MS, StatusWriter } from './interaction/statuses.ts'
import { Steering } from './interaction/steering.ts'
import { Target } from './interaction/target.ts'
import { Turns } from './interaction/turns.ts'
import { Announcer, DEFAULT_BEAT_MS } from './presence/announcer.ts'
import { monitor } from './presence/monitor.ts'
import { answerServiceQuestions } from './presence/service.ts'
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
  /** Listens, takes requests, and says so. */
  open(): Promise<void>
  /** Takes nothing new, and settles when what it holds has ended. */
  drain(): Promise<void>
  /** Says goodbye and lets go of the bus. */
  close(): Promise<void>
}

/** Puts an instance together: the only place that knows all the parts. Follow an interaction: inbound, target, mailbox, action, statuses, outbound. */
export function compose({ world, definition, state, config, bus, log, options }: Parts): Instance {
  const clock = options.clock ?? systemClock
  const random = options.random ?? Math.random
  const beatMs = options.beatMs ?? DEFAULT_BEAT_MS
  const instance = instanceName(clock.wallMs(), crypto.getRandomValues(new Uint8Array(16)))
  const self = { world, name: definition.name, instance }

  const outbound = new Outbound(bus, self)
  const manager = new InteractionManager(options.capacity ?? DEFAULT_CAPACITY)
  const traffic = new Traffic(clock.wallMs())
  const refusals = new Refusals(log, clock)
  const deadlines = new Deadlines<Interaction>(clock, (late) =>
    late.holding === 'sent' ? requester.expire(late as SentInteraction) : target.expire(late as ReceivedInteraction),
  )
  const acks = new Acks(clock, beatMs)
  const requester = new Requester({ self, manager, post: outbound, deadlines, clock, acks, random })
  const statuses = new StatusWriter(outbound, self, clock, new Ends(clock), options.flushWindowMs ?? DEFAULT_FLUSH_WINDOW_MS)

  let connectedAtMs = clock.nowMs()
  const connectedMs = () => (bus.state === 'connected' ? clock.nowMs() - connectedAtMs : 0)
  const desk: Desk = {
    self,
    newId: idsOf(instance),
    clock,
    random,
    send: (sent) => requester.send(sent),
    cancel: (sent) => requester.cancel(sent),
    discard: (sent, ending) => requester.discard(sent, ending),
    steer: (sent, op) => requester.steer(sent, op),
    monitor: (agent) => monitor(agent, { clock, connectedMs, hear: (of, receive) => inbound.watchAgent(of, receive) }),
    remainingMs: (interaction) => deadlines.remainingMs(interaction),
  }
  const actor: Actor = { state, config, logOf: (uuid) => log.child({ uuid }) }
  const actions = new ActionTable(definition, () => profileOf(definition, instance, []), {
    contextOf: (received, turn) => new HandlerContext(desk, actor, received, turn),
    sendSamples: ({ request }, stream, message) =>
      outbound.samples(stream, request.requester, request.requesterInstance, request.id, message),
  })

  const places = options.concurrency ?? definition.concurrency
  const mailbox = new Mailbox<ReceivedInteraction>(places, options.mailboxLimit ?? DEFAULT_MAILBOX_LIMIT, (received) =>
    turns.start(received),
  )
  const turns = new Turns({ mailbox, statuses, deadlines, onDone: (received, ending) => target.done(received, ending) })
  const isOperator = (name: string) => name.startsWith('cli-')
  const end = (received: ReceivedInteraction, ending: Ending) => target.end(received, ending)
  const steering = new Steering({ self, manager, post: outbound, statuses, turns, clock, end, isOperator })
  const fullness = () => Math.max(manager.fullness, mailbox.fullness)
  const door = new Door({ join: () => inbound.takeRequests(), fullness })
  const target = new Target({
    self,
    manager,
    statuses,
    turns,
    steering,
    door,
    deadlines,
    clock,
    prepare: (request) => actions.prepare(request),
    cancelChild: (child) => requester.discard(child),
    onEnd: (received, { error }) => traffic.end(clock.nowMs() - received.sinceMs, error?.message),
  })

  const inbound = new Inbound(bus, self, {
    onRequest: (from, request) => target.onRequest(from, request),
    onStatus: (from, id, status) => requester.onStatus(from, id, status),
    onAck(from, id, ack) {
      presence.heard(from, ack.instance)
      requester.onAck(from, id, ack)
    },
    onNoResponders(from, id) {
      requester.onNoResponders(from, id)
      target.onNoResponders(from, id)
    },
    onControl: (from, control) => steering.onControl(from, control),
    onSamples: (from, _stream, id, { tag, data }) => requester.onSamples(from, id, tag, data),
    onRefused({ subject, reply }, error) {
      traffic.refused++
      refusals.add(subject, error)
      const asked = parseSubject(subject)
      if (asked?.room === 'interaction' && error instanceof ParleyError) answerGarbage(asked.requester, reply, error)
    },
  })

  /** Bytes that are no request still get an answer, when the reply subject tells for which id. Its tokens are used, the subject itself never. */
  const answerGarbage = (from: string, reply: string | undefined, { code, message, retryable }: ParleyError) => {
    const asker: Address | null = reply === undefined ? null : parseSubject(reply)
    if (asker?.room !== 'status' || asker.world !== world || asker.requester !== from || asker.target !== self.name) return
    const error: WireError = { code, message, retryable }
    statuses.refuse(from, asker.requesterInstance, asker.id, { reason: 'rejected', error })
  }

  const presence = new PresenceWatcher({
    clock,
    beatMs,
    hear: (agent, of, receive) => inbound.watchPresence(agent, of, receive),
    onDown(agent, of) {
      requester.onInstanceGone(agent, of)
      target.onRequesterGone(agent, of)
    },
  })
  const silence = new Silence({ manager, requester, target, post: outbound, self, vital: presence, clock, beatMs })
  const load = () => ({ open: manager.received.size, waiting: mailbox.waiting, capacity: manager.capacity })
  const announcer = new Announcer({ send: (message) => outbound.presence(message), load, clock, beatMs, features: [] })

  return {
    ...self,
    caller: new Caller(desk),
    watch: new Watch(bus, world),
    async open() {
      inbound.open()
      door.check()
      const { version, description, actions } = definition
      const data = () => ({ ...load(), running: mailbox.running, refused: traffic.refused })
      answerServiceQuestions({ bus, self, about: { version, description, actions: Object.keys(actions) }, traffic, data, pid: process.pid })
      bus.onState((now) => {
        silence.close()
        if (now !== 'connected') return
        connectedAtMs = clock.nowMs()
        announcer.up()
        silence.start()
        silence.askAll()
      })
      await bus.flush() // the broker knows the subscriptions: whoever hears `up` may send
      announcer.up()
      silence.start()
    },
    async drain() {
      await target.drain()
    },
    async close() {
      silence.close()
      if (bus.state === 'connected') announcer.down()
      presence.close()
      requester.close()
      statuses.close()
      deadlines.close()
      await bus.close()
    },
  }
}
