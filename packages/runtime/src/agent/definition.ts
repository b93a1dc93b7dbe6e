import { ParleyError } from '@parley/protocol'
import type * as z from 'zod'
import { checkBehaviour } from '../behaviour/check.ts'
import type { Behaviour } from '../behaviour/definition.ts'
import type { StreamDeclaration } from '../stream/declare.ts'
import type { Handler } from './action.ts'
import { type Contract, contract, type SignatureOf } from './contract.ts'
import type { Actions } from './signature.ts'

/** A handler whose types the definition has checked already. */
// biome-ignore lint/suspicious/noExplicitAny: erased on purpose, the typed face is defineAgent
export type AnyHandler = (args: any, ctx: any) => unknown

/** All that a process needs to be this agent. Made by {@link defineAgent} only; a contract to everybody else. */
export interface AgentDefinition extends Contract {
  readonly kind: 'parley.agent'
  readonly description?: string
  /** Semantic version, told by `describe` and to NATS micro. */
  readonly version: string
  /** How many interactions run at once; they share the state then. */
  readonly concurrency: number
  readonly config?: z.ZodType
  /** What a textual number of steps stands for: `{ '<eval_steps>': 20 }`. */
  readonly placeholders?: Readonly<Record<string, number>>
  /** Which actions are taken when, and which the agent starts by itself. */
  readonly behaviour?: Behaviour
  readonly start?: (ctx: { config: unknown }) => unknown
  readonly stop?: (state: unknown) => unknown
  readonly handlers: Readonly<Record<string, AnyHandler>>
}

interface Common {
  description?: string
  /** Semantic version; `0.0.0` when not given. */
  version?: string
  /** 1 when not given: an actor does one thing at a time. */
  concurrency?: number
  /** What a textual number of steps stands for: `{ '<eval_steps>': 20 }`. */
  placeholders?: Readonly<Record<string, number>>
  /** Which actions are taken when, and which the agent starts by itself: `behaviour({ machine })`. */
  behaviour?: Behaviour
}

interface Whole<D extends Contract, S, CS extends z.ZodType> extends Common {
  /** Schema of the configuration, checked before the agent starts. */
  config?: CS
  /** Makes the actor's state. */
  start?: (ctx: { config: z.output<CS> }) => S | Promise<S>
  stop?: (state: NoInfer<S>) => unknown
  handlers: { [K in keyof D['actions']]: Handler<SignatureOf<D, K>, NoInfer<S>, z.output<CS>> }
}

/**
 * Defines an agent: inline, or as the handlers of a contract that its callers import.
 * Throws ParleyError BAD_DEFINITION that names what is missing.
 */
export function defineAgent<const N extends string, A extends Actions>(
  d: Common & { name: N; actions: A; streams?: Readonly<Record<string, StreamDeclaration>>; handlers?: never },
): { name: N; actions: A } & AgentDefinition
export function defineAgent<D extends Contract, S = undefined, CS extends z.ZodType = z.ZodUndefined>(
  contract: D,
  d: Whole<D, S, CS>,
): D & AgentDefinition
export function defineAgent(face: Contract & Common, whole?: Partial<AgentDefinition>): AgentDefinition {
  contract(face as { name: string; actions: Actions })
  const { description, version = '0.0.0', concurrency = 1, placeholders, behaviour } = whole ?? face
  if (!Number.isInteger(concurrency) || concurrency < 1)
    throw new ParleyError('BAD_DEFINITION', `agent ${face.name}: concurrency is ${concurrency}, expected a whole number from 1`)
  const handlers: Record<string, AnyHandler> = {}
  for (const [name, declared] of Object.entries(face.actions)) {
    const handlersOf = whole?.handlers ?? {}
    const handler = Object.hasOwn(handlersOf, name) ? handlersOf[name] : declared.run
    if (typeof handler !== 'function') throw new ParleyError('BAD_DEFINITION', `agent ${face.name}: no handler for the action ${name}`)
    handlers[name] = handler as AnyHandler
  }
  if (behaviour !== undefined) checkBehaviour(face.name, face.actions, behaviour)
  return {
    kind: 'parley.agent',
    name: face.name,
    actions: face.actions,
    ...(face.streams && { streams: face.streams }),
    version,
    concurrency,
    handlers,
    ...(description !== undefined && { description }),
    ...(placeholders && { placeholders }),
    ...(behaviour && { behaviour }),
    ...(whole?.config && { config: whole.config }),
    ...(whole?.start && { start: whole.start }),
    ...(whole?.stop && { stop: whole.stop }),
  }
}

/** Whether a module's export is an agent. By its mark, not by class: it may come from another copy of this package. */
export const isAgentDefinition = (value: unknown): value is AgentDefinition =>
  typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === 'parley.agent'
