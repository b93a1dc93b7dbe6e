// Networks: many agents, their processes and their broker. What is listed here is public; nothing else is.

// brokers
export { findBinary } from '../broker/binary.ts'
export { type BrokerFile, nearestBrokerFile, PARLEY_DIR } from '../broker/file.ts'
export { type FindOptions, type FoundBroker, findBroker, findOrStart, type StartedBroker } from '../broker/find.ts'
export type { KeepOptions, KeptBroker } from '../broker/keep.ts'
export { probe, type ServerInfo, withoutPassword } from '../broker/probe.ts'
export { type Broker, type BrokerOptions, startBroker } from '../broker/start.ts'
// what runs
export { type AgentLine, type AgentView, prefixOf, type Seat, type SeatState, shortInstance } from '../supervisor/event.ts'
export type { RestartPolicy } from '../supervisor/restart.ts'
// networks
export { type CheckedNetwork, type CheckOptions, checkNetwork, inspectNetwork } from './check.ts'
export type { NetworkEvent, NetworkEvents, StartOutcome } from './event.ts'
export { launch } from './launch.ts'
export type { LocateOptions, NetworkSource } from './locate.ts'
export type { LaunchOptions, Network } from './network.ts'
export { type AgentSpec, BadNetworkError, type NetworkInput, type NetworkSpec, type StartSpec } from './spec.ts'
// the live view
export { type NetworkView, type ShownNetwork, showNetwork, type ViewOptions } from './view/view.ts'
export type { SlotState, WiredAgent, WiredSlot, Wiring } from './wiring.ts'
