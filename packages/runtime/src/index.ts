// Define an agent, connect to a world. What is listed here is public; networks, tests and the command line have entries of their own.

// the protocol's types that this package exposes
export {
  type CompletionReason,
  type ErrorCode,
  type InteractionStatus,
  ParleyError,
  type Profile,
  type Wire,
  type WireError,
} from '@parley/protocol'
// agents
export { action, type Handler } from './agent/action.ts'
export type { Context, Log } from './agent/context.ts'
export { type Contract, contract, type SignatureOf } from './agent/contract.ts'
export { type AgentDefinition, defineAgent, isAgentDefinition } from './agent/definition.ts'
export { type Inputs, type Outputs, type ProcessorSpec, processor, type Step } from './agent/processor.ts'
export type { Action, Actions, Arguments, Input, Result, Returned, Sample, Signature } from './agent/signature.ts'
// who one is to the broker
export type { Credentials } from './bus/credentials.ts'
export type { Tls } from './bus/tls.ts'
// callers
export type { Call, Client, Ended, Handle, Peer, SendOptions, StatusUpdate } from './client/call.ts'
export type { Heard } from './client/listen.ts'
export type { Gap, WatchFilter } from './client/watch.ts'
export type { InstanceOptions } from './compose.ts'
export { type Connection, connect, type Place, type RunningAgent, startAgent } from './connect.ts'
export { InteractionError } from './interaction/error.ts'
// streams
export { type Policy, type Slot, type Slots, type StreamDeclaration, slot, stream, type ValueOf } from './stream/declare.ts'
export type { StreamKey, StreamProxy } from './stream/proxy.ts'
export type { FileSample, Tensor } from './stream/sample.ts'
