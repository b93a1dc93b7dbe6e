import { checkFreeName, checkLabel, DESCRIBE, kindOf, ParleyError } from '@parley/protocol'
import type { StreamDeclaration } from '../stream/declare.ts'
import { streamProfiles } from '../stream/profile.ts'
import type { Action, Actions } from './signature.ts'

/** An agent as others see it: its name and its actions' schemas, without a line of its code. Safe to import anywhere. */
export interface Contract {
  readonly name: string
  // biome-ignore lint/suspicious/noExplicitAny: actions of any signature
  readonly actions: Record<string, Action<any>>
  /** The streams that it owns, beside the outputs of its processors. */
  readonly streams?: Readonly<Record<string, StreamDeclaration>>
}

/** The signature of one action of a contract. */
export type SignatureOf<D extends Contract, K extends keyof D['actions']> = D['actions'][K] extends Action<infer A> ? A : never

const RESERVED = ['then', 'catch', 'finally', 'toJSON', DESCRIBE]

/** Declares what an agent can be asked. Throws BadNameError, or ParleyError BAD_DEFINITION for an action that is none. */
export function contract<
  const N extends string,
  A extends Actions,
  const T extends Readonly<Record<string, StreamDeclaration>> = Record<never, never>,
>(c: { name: N; actions: A; streams?: T }): { name: N; actions: A; streams?: T } {
  if (typeof c !== 'object' || c === null) throw new ParleyError('BAD_DEFINITION', `contract: got ${kindOf(c)}, expected { name, actions }`)
  checkFreeName(c.name, 'contract.name')
  if (typeof c.actions !== 'object' || c.actions === null)
    throw new ParleyError('BAD_DEFINITION', `contract ${c.name}: actions: got ${kindOf(c.actions)}, expected a map of actions`)
  for (const [name, declared] of Object.entries(c.actions)) {
    checkLabel(name, `contract ${c.name}: action`)
    if (RESERVED.includes(name)) throw new ParleyError('BAD_DEFINITION', `contract ${c.name}: the action name ${name} is reserved`)
    if (!declared?.sig)
      throw new ParleyError('BAD_DEFINITION', `contract ${c.name}: ${name} is ${kindOf(declared)}, expected action({ input, … })`)
  }
  for (const [name, declared] of Object.entries(c.streams ?? {})) {
    checkLabel(name, `contract ${c.name}: stream`)
    if (declared?.kind !== 'parley.stream')
      throw new ParleyError(
        'BAD_DEFINITION',
        `contract ${c.name}: the stream ${name} is ${kindOf(declared)}, expected stream.text(), stream.image() …`,
      )
  }
  try {
    streamProfiles(c)
  } catch (error) {
    throw new ParleyError('BAD_DEFINITION', `contract ${c.name}: ${(error as Error).message}`)
  }
  return c
}
