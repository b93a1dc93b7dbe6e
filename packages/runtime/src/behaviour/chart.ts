import type { StateMeta } from './meta.ts'

/** One way out of a state. */
export interface ChartEdge {
  /** What leads there, in words: an event, `after 500 ms`, `always`, `done`. */
  readonly on: string
  /** Paths; none where it stays. */
  readonly targets: readonly string[]
  readonly guard?: string
}

/** A state as the whole of Parley sees it, with no machine behind it. */
export interface ChartState extends StateMeta {
  /** Names from the outside in, joined by dots; the machine itself: ''. */
  readonly path: string
  readonly kind: 'atomic' | 'compound' | 'parallel' | 'final' | 'history'
  /** The path of the inner state that is entered first. */
  readonly initial?: string
  readonly description?: string
  readonly edges: readonly ChartEdge[]
  readonly states: readonly ChartState[]
}

/** All states, from the outside in. */
function* statesOf(state: ChartState): Generator<ChartState> {
  yield state
  for (const inner of state.states) yield* statesOf(inner)
}

/** Paths of the states that hold together whenever this one holds: the outer ones, the machine first, and itself. */
export const withOuter = (path: string): string[] => {
  const outer = ['']
  for (let dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) outer.push(path.slice(0, dot))
  return path === '' ? outer : [...outer, path]
}

/** A machine's states, prepared for being asked at every request. */
export class Chart {
  readonly root: ChartState
  readonly byPath: ReadonlyMap<string, ChartState>

  constructor(root: ChartState) {
    this.root = root
    this.byPath = new Map([...statesOf(root)].map((state) => [state.path, state]))
  }

  /** The states that take an action by their own word. */
  takenIn(action: string): string[] {
    return [...this.byPath.values()].filter(({ takes }) => takes === 'all' || takes?.includes(action)).map(({ path }) => path)
  }

  /** Whether two states can hold at the same time: one lies in the other, or they lie in two parts of a parallel one. */
  canHoldTogether(one: string, other: string): boolean {
    const [a, b] = [withOuter(one), withOuter(other)]
    const fork = a.findIndex((path, i) => path !== b[i])
    return fork < 0 || fork >= b.length || this.byPath.get(a[fork - 1]!)?.kind === 'parallel'
  }
}
