import { CREDIT, CREDIT_WINDOW, type ErrorCode, FEATURES, originOf, ParleyError } from '@parley/protocol'
import { ActionTable, profileOf } from '../agent/action-table.ts'
import type { AgentDefinition } from '../agent/definition.ts'
import { type Actor, HandlerContext } from '../agent/handler-context.ts'
import { Arrivals } from '../interaction/arrivals.ts'
import type { Binder } from '../interaction/binder.ts'
import { Bound } from '../interaction/bound.ts'
import { Door } from '../interaction/door.ts'
import { Ends } from '../interaction/ends.ts'
import type { ReceivedInteraction } from '../interaction/received.ts'
import type { Requester } from '../interaction/requester.ts'
import { StatusWriter } from '../interaction/statuses.ts'
import { Steering } from '../interaction/steering.ts'
import { Target } from '../interaction/target.ts'
import { TimeLimits } from '../interaction/time-limits.ts'
import { Turns } from '../interaction/turns.ts'
import { Credit } from '../stream/credit.ts'
import { discarded, Flow } from '../stream/flow.ts'
import { StreamProxy } from '../stream/proxy.ts'
import type { Ground, House } from './house.ts'

/** The half that is asked: from a request to the handler and back. */
export function composeAsked(house: House, definition: AgentDefinition, ground: Ground & { requester: Requester; binder: Binder }) {
  const { state, config, log, options, traffic, mailbox, streams, states } = house
  const { self, clock, manager, deadlines, requester, desk, inbound, outbound, binder } = ground
  const flowOf = (received: ReceivedInteraction): Flow => {
    const { requester: to, requesterInstance, id, reads } = received.request
    received.flow ??= new Flow({
      clock,
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
      async attach(reference) {
        if (received.completed) throw discarded()
        received.bound ??= new Bound({ stdin: new Map(), stdtar: new Map(), stdext: [] }, [])
        await binder.attach(received.bound, received.request, reference)
      },
      async change() {
        await received.bound!.change()
        if (received.ending?.error) throw new ParleyError(received.ending.error.code as ErrorCode, received.ending.error.message)
      },
    })
  const actor: Actor = { state, config, streamsFor, logOf: (uuid) => log.child({ uuid }) }
  // Roles are given in one world, and mean nothing to whoever has the same name in another.
  const given = self.world === house.world ? (options.roles ?? {}) : {}
  const roles = { has: (role: string, name: string) => Object.hasOwn(given, role) && given[role]!.includes(name) }
  const actions = new ActionTable(definition, () => profileOf(definition, self.instance, FEATURES), roles, {
    contextOf: (received, turn) => new HandlerContext(desk, actor, received, turn),
    flowOf,
    output: write,
  })
  const ends = new Ends(clock)
  const statuses = new StatusWriter(outbound, self, clock, ends, options.flushWindowMs)
  const limits = new TimeLimits({
    ...{ deadlines, clock, lifetimeMs: options.lifetimeMs },
    expire: (received, limit) => target.expire(received, limit),
  })
  const turns: Turns = new Turns({
    ...{ mailbox, statuses, limits, clock },
    onDone: (received, ending) => target.done(received, ending),
    onRoom: () => door.check(),
  })
  const steering: Steering = new Steering({
    ...{ self, manager, post: outbound, statuses, turns, clock },
    credit: (sender, control) => {
      if (control.requester === self.name && control.stream !== undefined) return requester.onCredit(sender, control)
      const received = manager.received.get(originOf(control.id, control.requester))
      if (received && control.requester === sender && control.upTo !== undefined)
        flowOf(received).grant(control.stream ?? received.request.action, control.upTo)
    },
    end: (received, ending) => target.end(received, ending),
    arrives: (uuid) => arrivals.arrives(uuid) || inbound.isComing(uuid),
    isOperator: (name) => name.startsWith('cli-'),
  })
  const door: Door = new Door({ join: () => inbound.takeRequests(), fullness: () => Math.max(manager.fullness, mailbox.fullness) })
  const arrivals: Arrivals = new Arrivals({
    ...{ self, manager, statuses, ends, turns, steering, door, limits, binder, states, clock },
    prepare: (request) => actions.prepare(request),
    onRefused: () => target.checkEmptySoon(),
  })
  const target: Target = new Target({
    ...{ manager, statuses, turns, arrivals, door, limits, states, clock },
    cancelChild: (child) => child.sender?.discard(child),
    onEnd: (received, { error }, nowMs) => traffic.end(nowMs - received.sinceMs, error?.message),
  })
  return { arrivals, target, steering, statuses, ends, limits }
}
