import { type InteractionMessage, type WireError, wireError } from '@parley/protocol'
import type { Ending } from '../interaction/ending.ts'
import type { ReceivedInteraction } from '../interaction/received.ts'

/** What an agent's states have to say to a request, and to an end. */
export interface States {
  /** Why a request is not taken in this state, nor waits for another. */
  refusal(request: InteractionMessage): WireError | null
  /** The ending with the state that was reached. */
  settle(received: ReceivedInteraction, ending: Ending): Ending
}

/** An agent without a behaviour takes everything, but for what asks for states that it does not have. */
export const stateless = (agent: string): States => ({
  refusal({ fromState, toState }) {
    if (fromState === undefined && toState === undefined) return null
    return wireError('BAD_REQUEST', `${fromState === undefined ? 'toState' : 'fromState'}: ${agent} has no behaviour, and so no states`)
  },
  settle: (_, ending) => ending,
})
