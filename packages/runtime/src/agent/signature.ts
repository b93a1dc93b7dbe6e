import type { Visibility, Wire } from '@parley/protocol'
import type * as z from 'zod'
import type { Slots } from '../stream/declare.ts'

/** Schemas of an action: what it takes, returns, and yields while it runs. Only wire values may come in. */
export interface Signature {
  /** A map takes the arguments that it names and refuses others, unless its schema says more: `z.looseObject`, `.catchall`. */
  readonly input: z.ZodType<unknown, Wire>
  readonly output?: z.ZodType
  /** Present: the handler is a generator, each yield a step and a sample of the stream of the action's name. */
  readonly yields?: z.ZodType
  /** Present: it runs once per fresh set of samples, each run a step. Made by `processor`. */
  readonly slots?: Slots
  /** Which roles of the world may ask; absent: whoever may speak to the agent. */
  readonly roles?: readonly string[]
  /** `public`: it can be asked in the world `public` as well. */
  readonly visibility?: Visibility
  /** Execution time of one interaction in all, whatever its requester allows. */
  readonly totalMs?: number
  /** From one step to the next. Default: 10 000 for interactions of several steps, else no limit; 0: no limit. */
  readonly stepMs?: number
  /** How long an interaction waits after its arrival before it may start. */
  readonly delayMs?: number
  /** While it waits for calls to peers, others may run in its place: it must not rely on the state being untouched meanwhile. */
  readonly reentrant?: boolean
  /** For people and models that look for an action: shown by `describe`. */
  readonly description?: string
}

/** What a caller gives, what a handler receives, what a caller gets, what a handler returns, what a caller iterates. */
export type Input<A extends Signature> = z.input<A['input']>
export type Arguments<A extends Signature> = z.output<A['input']>
export type Result<A extends Signature> = A extends { output: infer O extends z.ZodType } ? z.output<O> : void
export type Returned<A extends Signature> = A extends { output: infer O extends z.ZodType } ? z.input<O> : void
export type Sample<A extends Signature> = A extends { yields: infer Y extends z.ZodType } ? z.output<Y> : never

/** A named thing that an agent does; with its handler where it is defined inline. */
export interface Action<A extends Signature> {
  readonly sig: A
  readonly run?: unknown
}

/** `then` and its kin are no action names: an `await` of a peer would call them. */
// biome-ignore lint/suspicious/noExplicitAny: a record of actions of any signature
export type Actions = Record<string, Action<any>> & { then?: never; catch?: never; finally?: never; toJSON?: never }
