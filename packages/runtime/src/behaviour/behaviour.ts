import { join } from 'node:path'
import { kindOf, ParleyError } from '@parley/protocol'
import type { AnyStateMachine } from 'xstate'
import { Chart } from './chart.ts'
import type { Behaviour } from './definition.ts'
import { XStateMachine } from './machine.ts'
import { type Kept, Mind } from './mind.ts'
import { readChart } from './read-chart.ts'
import { StateFile } from './state-file.ts'

export interface BehaviourOptions {
  /** Made by XState's `createMachine` or `setup(…).createMachine`; its states say in `meta` what they take and start. */
  readonly machine: AnyStateMachine
  /** The state is written to `.parley/state/{world}/{agent}.json` and goes on after a restart; the machine's context must be JSON then. One instance of an agent may do that. */
  readonly keep?: boolean
  /** What the machine's `input` is made of. */
  readonly input?: (of: { readonly agent: string; readonly world: string; readonly config: unknown }) => unknown
}

/** Declares how an agent behaves: `defineAgent({ …, behaviour: behaviour({ machine }) })`. Throws ParleyError BAD_DEFINITION that names the state and the field. */
export function behaviour({ machine, keep = false, input }: BehaviourOptions): Behaviour {
  if (!isMachine(machine))
    throw new ParleyError(
      'BAD_DEFINITION',
      `behaviour.machine: got ${kindOf(machine)}, expected what XState's createMachine gives, version 5`,
    )
  const chart = new Chart(readChart(machine))
  return {
    kind: 'parley.behaviour',
    chart,
    keep,
    open(ports) {
      const { self, config, clock, stateDir } = ports
      return new Mind({
        ...{ ...ports, chart },
        file: keep ? new StateFile<Kept>(join(stateDir, `${self.name}.json`), machine.config) : undefined,
        makeMachine: (hooks, kept) =>
          new XStateMachine({ ...hooks, machine, clock, kept, input: input?.({ agent: self.name, world: self.world, config }) }),
      })
    },
  }
}

/** By its form, not by its class: it may come from another copy of XState. */
const isMachine = (value: unknown): value is AnyStateMachine => {
  const { config, root, implementations } = (value ?? {}) as Partial<AnyStateMachine>
  return config !== undefined && root?.path !== undefined && implementations !== undefined
}
