import type { CompletionReason, InteractionMessage, Wire, WireError } from '@parley/protocol'
import type { Ending } from '../interaction/ending.ts'

interface Told {
  readonly action: string
  readonly args: Wire
  /** Who asked; the agent itself for what it has started by itself. */
  readonly requester: string
  readonly uuid: string
}

/** An interaction was taken, or begun by the agent itself. Whether it waits for a place then makes no difference. */
export interface StartedEvent extends Told {
  readonly type: `parley.started.${string}`
}

/** It has ended `ok`. */
export interface DoneEvent extends Told {
  readonly type: `parley.done.${string}`
  readonly result?: Wire
}

/** It has ended for any other reason. */
export interface FailedEvent extends Told {
  readonly type: `parley.failed.${string}`
  readonly reason: CompletionReason
  readonly error?: WireError
}

/** What a machine hears from Parley: `parley.started.{action}`, `parley.done.{action}`, `parley.failed.{action}`. */
export type BehaviourEvent = StartedEvent | DoneEvent | FailedEvent

/** What events are made of, and all that is kept of an interaction over a restart. */
export type Asked = Pick<InteractionMessage, 'action' | 'args' | 'requester'> & { readonly uuid: string }

const told = ({ action, args, requester, uuid }: Asked): Told => ({ action, args, requester, uuid })

export const startedEvent = (asked: Asked): StartedEvent => ({ type: `parley.started.${asked.action}`, ...told(asked) })

export const endedEvent = (asked: Asked, { reason, result, error }: Ending): DoneEvent | FailedEvent =>
  reason === 'ok'
    ? { type: `parley.done.${asked.action}`, ...told(asked), ...(result !== undefined && { result }) }
    : { type: `parley.failed.${asked.action}`, ...told(asked), reason, ...(error && { error }) }
