import { exactDuration } from '../../time/duration.ts'
import { type ChartEdge, type ChartState, withOuter } from '../chart.ts'
import type { Start } from '../meta.ts'

/** What a state says, in lines for a person. */
export function linesOf({ path, takes, otherwise, starts = [], edges }: ChartState): string[] {
  const taken = takes === 'all' ? 'everything' : takes?.join(', ')
  return [
    ...(taken ? [`takes ${taken}`] : []),
    ...(otherwise === 'queue' ? ['lets the rest wait'] : otherwise === 'reject' ? ['refuses the rest'] : []),
    ...starts.map(startOf),
    ...edges.flatMap((edge) => {
      if (edge.targets.length === 0) return [`on ${labelOf(edge)}: stays`]
      const inward = edge.targets.filter((target) => lift(path, target) === null)
      return inward.length > 0 ? [`on ${labelOf(edge)}: to ${inward.join(', ')}`] : []
    }),
  ]
}

function startOf({ action, afterMs = 0, everyMs, priority = 0, steps }: Start): string {
  const when = [
    ...(afterMs > 0 ? [`after ${exactDuration(afterMs)}`] : []),
    ...(everyMs === undefined ? [] : [`every ${exactDuration(everyMs)}`]),
    ...(priority === 0 ? [] : [`priority ${priority}`]),
    ...(steps === undefined ? [] : [`${steps} steps`]),
  ]
  return `starts ${action}${when.length > 0 ? ` (${when.join(', ')})` : ''}`
}

export const labelOf = ({ on, guard }: ChartEdge): string => (guard === undefined ? on : `${on} [${guard}]`)

/** The last part of a path; a machine has none. */
export const nameOf = (path: string): string => path.slice(path.lastIndexOf('.') + 1)

/**
 * The two states between which an edge is drawn: what holds one end each and lies side by side, since no drawing has lines into the middle of another box.
 * Null when one end lies in the other.
 */
export function lift(from: string, to: string): { readonly from: string; readonly to: string; readonly within: string } | null {
  if (from === to && from !== '') return { from, to, within: withOuter(from).at(-2)! }
  const [a, b] = [withOuter(from), withOuter(to)]
  const fork = a.findIndex((path, i) => path !== b[i])
  if (fork < 0 || fork >= b.length) return null
  return { from: a[fork]!, to: b[fork]!, within: a[fork - 1]! }
}
