import type { Chart } from './chart.ts'
import type { Mind } from './mind.ts'
import type { MindPorts } from './ports.ts'

/** A state machine that says what an agent takes and what it starts by itself. Made by `behaviour`; it brings XState along, so that nobody else loads it. */
export interface Behaviour {
  readonly kind: 'parley.behaviour'
  readonly chart: Chart
  /** Whether its state outlives the process. */
  readonly keep: boolean
  readonly open: (ports: MindPorts) => Mind
}

export const isBehaviour = (value: unknown): value is Behaviour =>
  typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === 'parley.behaviour'
