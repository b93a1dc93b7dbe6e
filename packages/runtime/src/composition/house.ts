import type { AgentDefinition } from '../agent/definition.ts'
import type { States } from '../behaviour/stateless.ts'
import type { Bus } from '../bus/bus.ts'
import type { Inbound } from '../bus/inbound.ts'
import type { Link } from '../bus/link.ts'
import type { Outbound } from '../bus/outbound.ts'
import type { Desk } from '../client/desk.ts'
import type { Interaction } from '../interaction/interaction.ts'
import type { InteractionManager } from '../interaction/manager.ts'
import type { Self } from '../interaction/post.ts'
import type { Places } from '../interaction/turns.ts'
import type { OwnStreams } from '../stream/own-streams.ts'
import type { Logger } from '../telemetry/log.ts'
import type { Refusals } from '../telemetry/refusals.ts'
import type { Traffic } from '../telemetry/traffic.ts'
import type { Clock } from '../time/clock.ts'
import type { Deadlines } from '../time/deadlines.ts'

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
  /** Where the state of a behaviour is kept. Default: `.parley/state/{world}` in the folder where the process was started. */
  readonly stateDir?: string
  /** Between two signs of life. */
  readonly beatMs?: number
  /** How long transitions may wait for company; 0: each is told at once. */
  readonly flushWindowMs?: number
  readonly clock?: Clock
  /** 0 to 1, for jitter. */
  readonly random?: () => number
}

/** What all worlds of one instance share. */
export interface House {
  /** Its own world. */
  readonly world: string
  readonly definition: AgentDefinition
  readonly state: unknown
  readonly config: unknown
  readonly bus: Bus
  readonly link: Link
  readonly log: Logger
  readonly options: InstanceOptions
  readonly clock: Clock
  readonly random: () => number
  readonly beatMs: number
  readonly instance: string
  /** Counts what this instance asks for, and names it by that. */
  readonly newCount: () => number
  readonly newId: () => string
  readonly traffic: Traffic
  readonly refusals: Refusals
  /** All that it may write, whichever world hears it. */
  readonly streams: OwnStreams
  /** The places in which handlers run, whichever world has asked. */
  readonly mailbox: Places
  /** What the agent's behaviour says of a request, whichever world has asked. */
  readonly states: States
}

/** What both halves of one face stand on. */
export interface Ground {
  readonly self: Self
  readonly clock: Clock
  readonly manager: InteractionManager
  readonly deadlines: Deadlines<Interaction>
  readonly desk: Desk
  readonly inbound: Inbound
  readonly outbound: Outbound
  readonly streams: OwnStreams
}

/** What the world `public` sees of an agent: what says so. */
export function publicPart(definition: AgentDefinition): AgentDefinition {
  const pick = <T>(entries: Readonly<Record<string, T>>, seen: (one: T) => boolean) =>
    Object.fromEntries(Object.entries(entries).filter(([, one]) => seen(one)))
  return {
    ...definition,
    actions: pick(definition.actions, ({ sig }) => sig.visibility === 'public'),
    streams: pick(definition.streams ?? {}, ({ visibility }) => visibility === 'public'),
  }
}
