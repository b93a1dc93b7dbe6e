import type { Chart, ChartState } from '../chart.ts'
import { labelOf, lift, linesOf, nameOf } from './words.ts'

/** Words that Mermaid takes for its own. */
const RESERVED = ['end', 'state', 'note', 'direction', 'as', 'class', 'default', 'style', 'any_state']

/** A chart as a `stateDiagram-v2` of Mermaid: states in each other, their transitions, and what each takes and starts. */
export function mermaidOf({ root, byPath }: Chart): string[] {
  const ids = idsOf([...byPath.keys()])
  const edges = edgesOf([...byPath.values()])

  const inside = (state: ChartState): string[] => {
    const regions = state.kind === 'parallel' ? state.states.map((one) => [one]) : [state.states]
    const parts = regions.map((states) => [
      ...(state.initial === undefined ? [] : [`[*] --> ${ids.get(state.initial)}`]),
      ...states.flatMap(drawn),
    ])
    const between = edges
      .filter(({ within }) => within === state.path)
      .map(({ from, to, label }) => `${ids.get(from)} --> ${ids.get(to)} : ${plain(label)}`)
    return [...parts.flatMap((part, i) => (i === 0 ? part : ['--', ...part])), ...between]
  }

  const drawn = (state: ChartState): string[] => {
    const id = ids.get(state.path)!
    const lines = [...(state.description ? [state.description] : []), ...linesOf(state)].map(plain)
    const named = id === state.path ? [] : [`state "${plain(nameOf(state.path))}" as ${id}`]
    if (state.kind === 'final') return [...named, ...lines.map((line) => `${id} : ${line}`), `${id} --> [*]`]
    if (state.kind === 'history') return [`state "history" as ${id}`]
    if (state.states.length === 0) return [...(named.length > 0 ? named : [id]), ...lines.map((line) => `${id} : ${line}`)]
    return [...named, `state ${id} {`, ...inside(state).map((line) => `  ${line}`), '}', ...noteOf(id, lines)]
  }

  const always = linesOf(root).map(plain)
  const lines = [
    ...inside(root),
    ...(always.length > 0 ? ['state "in every state" as any_state', ...always.map((line) => `any_state : ${line}`)] : []),
  ]
  return ['stateDiagram-v2', ...lines.map((line) => `  ${line}`)]
}

const noteOf = (id: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [`note right of ${id}`, ...lines.map((line) => `  ${line}`), 'end note']

/** Each edge where it can be drawn; where its ends lie deeper, the label says so. */
function edgesOf(states: readonly ChartState[]) {
  return states.flatMap(({ path, edges }) =>
    edges.flatMap((edge) =>
      edge.targets.flatMap((target) => {
        const lifted = lift(path, target)
        if (!lifted) return []
        const deeper = [...(lifted.from === path ? [] : [`from ${path}`]), ...(lifted.to === target ? [] : [`to ${target}`])]
        return [{ ...lifted, label: [labelOf(edge), ...(deeper.length > 0 ? [`(${deeper.join(' ')})`] : [])].join(' ') }]
      }),
    ),
  )
}

function idsOf(paths: readonly string[]): Map<string, string> {
  const taken = new Set(RESERVED)
  const ids = new Map<string, string>()
  for (const path of paths) {
    const base = path.replaceAll(/[^A-Za-z0-9_]+/g, '_') || 's'
    let id = base
    for (let n = 2; taken.has(id); n++) id = `${base}_${n}`
    taken.add(id)
    ids.set(path, id)
  }
  return ids
}

/** Characters that would end a text in Mermaid, or begin an entity. */
const plain = (text: string): string => text.replaceAll(/\s+/g, ' ').replaceAll('"', "'").replaceAll(/[;#]/g, ',').replaceAll('--', '–')
