// How an agent behaves. An entry of its own: whoever defines an agent without a behaviour does not load XState.

// XState's own words, of the version that runs the machine
export { and, assign, createMachine, not, or, raise, setup, stateIn } from 'xstate'
export { type BehaviourOptions, behaviour } from './behaviour.ts'
export type { Behaviour } from './definition.ts'
export type { BehaviourEvent, DoneEvent, FailedEvent, StartedEvent } from './event.ts'
export type { Otherwise, Start, StateMeta } from './meta.ts'
