import type { Logger } from '../telemetry/log.ts'
import type { Clock } from '../time/clock.ts'
import type { Start } from './meta.ts'

/** What a behaviour needs of the instance that it is the behaviour of. */
export interface MindPorts {
  readonly self: { readonly world: string; readonly name: string }
  /** The agent's first role; a text without letters when it has none. */
  readonly role: string
  readonly config: unknown
  readonly clock: Clock
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>
  /** The folder of what is kept. */
  readonly stateDir: string
  readonly newId: () => string
  /** Begins an interaction of the agent's own, at the latest when its streams are known; rejects with ParleyError when it cannot. */
  readonly begin: (own: OwnAction) => Promise<unknown>
}

/** An action that an agent begins by itself, its wildcards replaced. */
export interface OwnAction extends Required<Pick<Start, 'action' | 'args' | 'priority'>>, Pick<Start, 'steps' | 'streams'> {
  /** Of the interaction. */
  readonly id: string
}
