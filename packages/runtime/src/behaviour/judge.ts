import { type Wire, type WireError, wireError } from '@parley/protocol'
import { type Chart, withOuter } from './chart.ts'

/** Where a machine stands. */
export interface Situation {
  /** `done` and `error`: it has come to an end, or failed, and moves no more. */
  readonly status: 'active' | 'done' | 'error'
  /** The innermost states that hold, joined by commas where several parts are parallel. */
  readonly state: string
  /** Why it failed. */
  readonly problem?: string
}

/** What is asked of a machine. */
export interface Demand {
  readonly action: string
  readonly fromState?: string | undefined
  readonly toState?: string | undefined
}

const partsOf = (states: string): string[] => states.split(',').map((part) => part.trim())

/** Whether a state holds, or several joined by commas: what a status gave as `state` can be asked for. */
export function holds({ state }: Situation, wanted: string): boolean {
  const held = new Set(partsOf(state).flatMap(withOuter))
  return partsOf(wanted).every((part) => held.has(part))
}

/** Whether the action is taken now, waits until it is, or why neither. Pure. */
export function judge(chart: Chart, situation: Situation, { action, fromState, toState }: Demand): 'take' | 'wait' | WireError {
  const takenIn = chart.takenIn(action)
  const flaw = unknownState(chart, 'fromState', fromState) ?? unknownState(chart, 'toState', toState)
  if (flaw) return wireError('BAD_REQUEST', flaw)
  if (situation.status !== 'active') return final(`the behaviour ${endOf(situation)}, and takes nothing any more`, situation)
  if (takenIn.length === 0) return final(`no state takes ${action}: the agent starts it by itself`, situation)
  const together = takenIn.filter((path) => canHold(chart, path, fromState))
  if (together.length === 0) return final(`${action} is taken in ${naming(takenIn)}, never in ${fromState}`, situation)
  if (takenIn.some((path) => holds(situation, path)) && (fromState === undefined || holds(situation, fromState))) return 'take'
  if (waits(chart, situation)) return 'wait'
  const wanted = fromState === undefined ? `${action} is taken in ${naming(takenIn)}` : `the request asks for ${fromState}`
  return wireError('WRONG_STATE', `in state ${situation.state}; ${wanted}`, { details: { state: situation.state, takenIn: together } })
}

/** What became of a machine that moves no more. */
export const endOf = ({ status, state, problem }: Situation): string =>
  status === 'done' ? `has come to its end in state ${state}` : `has failed in state ${state}${problem ? `: ${problem}` : ''}`

/** The innermost state that says something decides; of parallel parts, one that says `queue` is enough. */
function waits(chart: Chart, { state }: Situation): boolean {
  return partsOf(state).some((leaf) => {
    const says = withOuter(leaf).findLast((path) => chart.byPath.get(path)?.otherwise !== undefined)
    return says !== undefined && chart.byPath.get(says)?.otherwise === 'queue'
  })
}

const canHold = (chart: Chart, path: string, wanted: string | undefined): boolean =>
  wanted === undefined || partsOf(wanted).every((part) => chart.canHoldTogether(path, part))

function unknownState(chart: Chart, field: string, wanted: string | undefined): string | undefined {
  if (wanted === undefined) return undefined
  const unknown = partsOf(wanted).find((part) => part === '' || !chart.byPath.has(part))
  if (unknown === undefined) return undefined
  return `${field}: there is no state ${JSON.stringify(unknown)}, there is ${naming([...chart.byPath.keys()].filter((path) => path !== ''))}`
}

/** What no waiting mends. */
const final = (message: string, { state }: Situation): WireError => ({
  ...wireError('WRONG_STATE', message, { details: { state } satisfies Wire }),
  retryable: false,
})

const naming = (paths: readonly string[]): string => paths.map((path) => path || 'every state').join(', ')
