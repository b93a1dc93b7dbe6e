import { kindOf, ParleyError } from '@parley/protocol'
import type * as z from 'zod'
import type { Context } from './context.ts'
import type { Inputs, ProcessorSpec, Step, Stepped } from './processor.ts'
import type { Action, Arguments, Returned, Signature } from './signature.ts'

/** What runs an action: a function of the checked arguments, a generator of samples when the action yields, or the step of a processor. */
export type Handler<A extends Signature, S, C> = (args: Given<A>, ctx: Context<S, C> & StepOf<A>) => Gives<A>

type Given<A extends Signature> = A extends { processor: infer P extends ProcessorSpec } ? Inputs<P> : Arguments<A>
type StepOf<A extends Signature> = A extends { processor: ProcessorSpec } ? Step<Arguments<A>> : unknown
type Gives<A extends Signature> = A extends { processor: infer P extends ProcessorSpec }
  ? Stepped<P>
  : A extends { yields: infer Y extends z.ZodType }
    ? AsyncGenerator<z.input<Y>, Returned<A>, void>
    : Returned<A> | Promise<Returned<A>>

/**
 * An action: its schemas, and its handler when the agent is small enough to need no contract.
 * Throws ParleyError BAD_DEFINITION when `input` is no schema.
 */
export function action<const A extends Signature>(sig: A): Action<A>
export function action<const A extends Signature>(sig: A, run: Handler<A, undefined, undefined>): Action<A>
export function action(sig: Signature, run?: unknown): Action<Signature> {
  for (const part of ['input', 'output', 'yields'] as const)
    if ((part === 'input' || sig[part] !== undefined) && typeof sig[part]?.safeParse !== 'function')
      throw new ParleyError('BAD_DEFINITION', `action.${part}: got ${kindOf(sig[part])}, expected a zod schema`)
  return run === undefined ? { sig } : { sig, run }
}
