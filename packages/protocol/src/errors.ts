/**
 * Every error code of Parley, in one table. `retryable` says whether the same request may do better later, unchanged:
 * false means that something has to be mended first.
 */
export const ERROR_CODES = {
  // the request never ran
  NO_RESPONDERS: { retryable: true, means: 'no agent of that name is running in this world' },
  UNKNOWN_ACTION: { retryable: false, means: 'the agent has no such action' },
  BAD_ARGUMENTS: { retryable: false, means: "the arguments do not fit the action's schema" },
  BAD_REQUEST: { retryable: false, means: 'the envelope does not fit its schema' },
  BAD_VERSION: { retryable: false, means: 'the message speaks a version that this end does not' },
  UNDECODABLE: { retryable: false, means: 'the bytes are not plain MessagePack within the limits' },
  NOT_WIRE: { retryable: false, means: 'a value cannot travel' },
  TOO_LARGE: { retryable: false, means: 'neither a message nor a claim can hold it' },
  IDENTITY_MISMATCH: { retryable: false, means: 'the body claims to be of somebody else than its subject' },
  FORBIDDEN: { retryable: false, means: 'the sender has no right to this' },
  WRONG_STATE: { retryable: true, means: 'the agent takes this action in another state only' },
  NO_SLOT_MATCH: { retryable: false, means: 'the streams do not fit the slots of the processor' },
  UNKNOWN_STREAM: { retryable: false, means: 'no stream of that name is known' },
  WAIT_CYCLE: { retryable: false, means: 'the call chain came back to an agent that waits for it' },
  FULL: { retryable: true, means: 'no room for another interaction' },
  DRAINING: { retryable: true, means: 'the agent is leaving and takes nothing new' },
  DUPLICATE: { retryable: false, means: 'an interaction of that uuid is known already' },
  // the request ran, or may have
  HANDLER_FAILED: { retryable: false, means: 'the handler threw' },
  BAD_RESULT: { retryable: false, means: "what the handler returned or yielded does not fit the action's schema" },
  TIMEOUT: { retryable: true, means: 'a time limit passed' },
  CANCELLED: { retryable: false, means: 'the requester, or who holds that right, cancelled it' },
  DISCARDED: { retryable: false, means: 'nobody wanted the outcome any more' },
  LATE: { retryable: false, means: 'enough others had answered before' },
  DISCONNECTED: { retryable: true, means: 'the instance that held the interaction is gone' },
  AGENT_GONE: { retryable: false, means: 'the requester is gone' },
  BAD_SAMPLE: { retryable: false, means: 'a sample does not fit the properties of its stream' },
  STREAM_GONE: { retryable: true, means: 'the owner of a stream that is read is gone' },
  CLAIM_LOST: { retryable: true, means: 'the payload that a message refers to cannot be had' },
  STATE_NOT_REACHED: { retryable: false, means: 'the behaviour did not come to the state that was asked for' },
  SLOW_CONSUMER: { retryable: false, means: 'samples came faster than they were read' },
  // control
  UNSUPPORTED: { retryable: false, means: 'this end does not know how to do that' },
  NOT_HELD: { retryable: false, means: 'nobody holds that interaction' },
  // this process
  BROKER_UNAVAILABLE: { retryable: true, means: 'the broker cannot be reached' },
  NO_BROKER: { retryable: false, means: 'no nats-server could be found or started on this machine' },
  BUFFER_FULL: { retryable: true, means: 'too much waits for the broker to come back' },
  CLOSED: { retryable: false, means: 'the client is closed' },
  BAD_NAME: { retryable: false, means: 'a name does not have the form that subjects allow' },
  BAD_DEFINITION: { retryable: false, means: 'an agent or contract is not defined as it must be' },
  BAD_CONFIG: { retryable: false, means: "the configuration does not fit the agent's schema" },
  START_FAILED: { retryable: true, means: "the agent's module or its start threw" },
  BAD_NETWORK: { retryable: false, means: 'the network file is wrong' },
  NETWORK_FAILED: { retryable: false, means: 'an agent of the network does not stay up' },
  ILLEGAL_TRANSITION: { retryable: false, means: 'the life cycle has no such edge' },
} as const satisfies Record<string, { retryable: boolean; means: string }>

export type ErrorCode = keyof typeof ERROR_CODES

/** Whether a code stands in the table; a newer peer may send one that does not. */
export const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(ERROR_CODES, code)

/** The base of every error that Parley throws. `code` is from {@link ERROR_CODES}, `retryable` says whether to try again unchanged. */
export class ParleyError extends Error {
  readonly retryable: boolean

  readonly code: ErrorCode

  /** `retryable` only where somebody who knows better has said so: the target of an interaction. */
  constructor(code: ErrorCode, message: string, options?: ErrorOptions & { retryable?: boolean }) {
    super(message, options)
    this.code = code
    this.name = new.target.name
    this.retryable = options?.retryable ?? ERROR_CODES[code].retryable
  }
}
