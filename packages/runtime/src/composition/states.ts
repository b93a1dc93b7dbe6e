import { join } from 'node:path'
import type { AgentDefinition } from '../agent/definition.ts'
import { Gate } from '../behaviour/gate.ts'
import type { Mind } from '../behaviour/mind.ts'
import type { MindPorts } from '../behaviour/ports.ts'
import { type States, stateless } from '../behaviour/stateless.ts'
import type { Places } from '../interaction/turns.ts'
import type { InstanceOptions } from './house.ts'

interface Parts extends Pick<MindPorts, 'self' | 'config' | 'clock' | 'log' | 'newId' | 'begin'> {
  readonly definition: AgentDefinition
  readonly options: InstanceOptions
  /** The places in which handlers run, and how many may wait for one. */
  readonly places: Places
  readonly limit: number
}

/** What decides which requests are taken: a behaviour before the places, or nothing. One for all worlds, as the agent is one. */
export function composeStates({ definition, options, places, limit, self, ...rest }: Parts): {
  readonly mailbox: Places
  readonly states: States
  readonly mind?: Mind
  /** Nothing is begun any more, and what waits for a state is let go. */
  readonly drain: () => void
} {
  if (!definition.behaviour) return { mailbox: places, states: stateless(self.name), drain: () => {} }
  const mind = definition.behaviour.open({
    ...{ ...rest, self },
    role: Object.entries(options.roles ?? {}).find(([, names]) => names.includes(self.name))?.[0] ?? '',
    stateDir: options.stateDir ?? join('.parley/state', self.world),
  })
  const gate = new Gate({
    ...{ mind, limit, mailbox: places },
    governs: (action) => Object.hasOwn(definition.actions, action),
    refuse: (received, ending) => received.holder!.refuse(received, ending),
  })
  const drain = () => {
    mind.quiet()
    gate.drain()
  }
  return { mailbox: gate, states: gate, mind, drain }
}
