// For tests, a user's and our own: worlds, brokers, time, and an agent to be a counterparty.

// a real broker
export { type Broker, type BrokerOptions, startBroker } from '../broker/start.ts'
// the types that these functions take and give
export type { Bus, BusState, Incoming } from '../bus/bus.ts'
export type { Clock } from '../time/clock.ts'
export { ManualClock } from './manual-clock.ts'
export { MemoryBroker, type MemoryBrokerOptions, type Passing, type Verdict } from './memory-broker.ts'
export { MemoryBus } from './memory-bus.ts'
export { type Asked, Probe, type ProbeAgent, probe } from './probe.ts'
export { type Member, type MemoryWorld, type TestWorld, type TestWorldOptions, testWorld } from './world.ts'
