import { ParleyError } from '@parley/protocol'
import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from 'xstate'
import { exactDuration } from '../time/duration.ts'
import type { ChartEdge, ChartState } from './chart.ts'
import { checkMeta } from './meta.ts'

/** The states of a machine, as data. Throws ParleyError BAD_DEFINITION for what a state says to Parley and should not. */
export const readChart = (machine: AnyStateMachine): ChartState => readState(machine.root)

function readState(node: AnyStateNode): ChartState {
  const path = pathOf(node)
  // A status joins the names of states by dots and commas.
  if (/[.,]/.test(node.key) && node.parent)
    throw new ParleyError('BAD_DEFINITION', `behaviour: state ${path}: its name has a dot or a comma`)
  const meta = checkMeta(path, node.meta)
  if (node.type === 'final' && node.parent?.parent === undefined && (meta.takes || meta.starts))
    throw new ParleyError('BAD_DEFINITION', `behaviour: state ${path}: the machine ends there, so it takes and starts nothing`)
  const initial = node.type === 'compound' ? node.initial.target[0] : undefined
  return {
    ...meta,
    path,
    kind: node.type,
    ...(initial && { initial: pathOf(initial) }),
    ...(node.description !== undefined && { description: node.description }),
    edges: [...[...node.transitions.values()].flat(), ...(node.always ?? [])].map(readEdge),
    states: Object.values(node.states).map(readState),
  }
}

function readEdge(transition: AnyTransitionDefinition): ChartEdge {
  const { target = [], guard } = transition
  return { on: triggerOf(transition), targets: target.map(pathOf), ...(guard !== undefined && { guard: nameOf(guard) }) }
}

/** XState's own events, in words. */
function triggerOf({ eventType, delay }: AnyTransitionDefinition & { delay?: unknown }): string {
  if (delay !== undefined) return typeof delay === 'number' ? `after ${exactDuration(delay)}` : `after ${nameOf(delay)}`
  if (eventType === '') return 'always'
  if (eventType.startsWith('xstate.done.')) return 'done'
  return eventType.startsWith('xstate.error.') ? 'error' : eventType
}

const nameOf = (part: unknown): string => {
  const name = typeof part === 'string' ? part : (part as { type?: unknown; name?: unknown }).type
  return typeof name === 'string' ? name : (part as { name?: string }).name || 'a function'
}

const pathOf = (node: AnyStateNode): string => node.path.join('.')
