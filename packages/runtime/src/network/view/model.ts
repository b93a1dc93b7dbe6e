import type { AgentView, SeatState } from '../../supervisor/event.ts'
import type { NetworkEvent } from '../event.ts'
import type { Progress } from './progress.ts'
import type { Counts } from './tally.ts'

/** All that the live view shows, at one moment. */
export interface ViewModel {
  readonly title: string
  /** Where it runs, once that is known. */
  readonly place?: string
  readonly agents: readonly AgentView[]
  readonly counts: Counts
  readonly progress: readonly Progress[]
  readonly sinceMs: number
  readonly nowMs: number
}

/** The seats as events tell of them: what there is to show until the network is up and can be asked. */
export function seat(agents: readonly AgentView[], event: NetworkEvent): readonly AgentView[] {
  if (!('number' in event)) return agents
  const state = STATES[event.kind]
  if (!state) return agents
  const at = agents.findIndex(({ name, number }) => name === event.agent && number === event.number)
  const before = agents[at] ?? { name: event.agent, number: event.number, restarts: 0 }
  const after: AgentView = {
    ...before,
    state,
    pid: 'pid' in event ? event.pid : undefined,
    instance: 'instance' in event && event.kind !== 'exited' ? event.instance : undefined,
    restarts: before.restarts + (event.kind === 'restarting' ? 1 : 0),
  }
  return at < 0 ? [...agents, after] : agents.with(at, after)
}

const STATES: Readonly<Partial<Record<NetworkEvent['kind'], SeatState>>> = {
  starting: 'starting',
  ready: 'ready',
  restarting: 'restarting',
  stopped: 'stopped',
  failed: 'failed',
}
