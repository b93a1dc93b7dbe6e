import { type InteractionMessage, type WireError, wireError } from '@parley/protocol'
import type { Ending } from '../interaction/ending.ts'

/** An agent without a behaviour takes everything, but for what asks for states that it does not have. */
export const stateless = (agent: string) => ({
  refusal({ fromState, toState }: InteractionMessage): WireError | null {
    if (fromState === undefined && toState === undefined) return null
    return wireError('BAD_REQUEST', `${fromState === undefined ? 'toState' : 'fromState'}: ${agent} has no behaviour, and so no states`)
  },
  settle: (_: unknown, ending: Ending): Ending => ending,
})
