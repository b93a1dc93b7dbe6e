import type { Chart, ChartState } from '../../behaviour/chart.ts'
import { labelOf, lift, linesOf, nameOf } from '../../behaviour/draw/words.ts'
import type { Layout, Link } from '../../network/draw/geometry.ts'
import { layOut } from '../../network/draw/layout.ts'

/** A state as it is drawn: its name, what it says, the states in it, and its ways out, from top to bottom. */
export interface Box {
  readonly state: ChartState
  readonly title: string
  /** What kind of state it is, where that is not plain. */
  readonly badge: string
  readonly lines: readonly string[]
  readonly inside: Area | null
  readonly exits: readonly Exit[]
  readonly width: number
  readonly height: number
}

/** One way out, in a row of its own. */
interface Exit {
  readonly label: string
  /** What leads there: decides its colour. */
  readonly on: string
  /** The state beside this one that it leads to; itself: no line is drawn. */
  readonly to: string
}

/** The states that lie side by side in another one. */
export interface Area {
  readonly boxes: readonly Box[]
  /** Where it begins, if it does in one state. */
  readonly initial: string | undefined
  readonly links: readonly { readonly link: Link; readonly on: string }[]
  readonly layout: Layout
}

export const HEAD = 36
export const ROW = 22
export const PAD = 20
export const DOT = 14
/** The beginning has no name; no path has a space alone. */
export const INITIAL = ' '
const FOOT = 8
const MIN_WIDTH = 120
const [MONO_12, SANS_14, SANS_11] = [7.4, 8.6, 6.8]

/** Where everything goes, the innermost first: a box is as large as what is in it. Pure. */
export const pictureOf = ({ root }: Chart): Area => areaOf(root)

/** How far down in its box a way out begins. */
export const exitY = ({ height, exits }: Box, i: number): number => height - FOOT - ROW * (exits.length - i - 0.5)

function areaOf(state: ChartState): Area {
  const boxes = state.states.map((inner) => boxOf(inner))
  const links = boxes.flatMap((box) =>
    box.exits.flatMap(({ to, on }, i) =>
      to === box.state.path ? [] : [{ on, link: { from: box.state.path, to, fromY: exitY(box, i), toY: HEAD / 2, room: 0 } }],
    ),
  )
  const start = state.initial === undefined ? [] : [{ id: INITIAL, width: DOT, height: DOT }]
  const first = start.map(() => ({ on: '', link: { from: INITIAL, to: state.initial!, fromY: DOT / 2, toY: HEAD / 2, room: 0 } }))
  const all = [...first, ...links]
  const sized = [...start, ...boxes.map(({ state: { path }, width, height }) => ({ id: path, width, height }))]
  const layout = layOut(
    sized,
    all.map(({ link }) => link),
  )
  return { boxes, initial: state.initial, links: all, layout }
}

function boxOf(state: ChartState): Box {
  const inside = state.states.length > 0 ? areaOf(state) : null
  const lines = [...(state.description ? [state.description] : []), ...linesOf(state)]
  const exits = exitsOf(state)
  const title = nameOf(state.path)
  const badge = { final: 'end', history: 'history', parallel: 'parallel', atomic: '', compound: '' }[state.kind]
  const rows = [...lines, ...exits.map(({ label }) => label)]
  const widths = [
    title.length * SANS_14 + badge.length * SANS_11 + 2 * PAD,
    ...rows.map((row) => row.length * MONO_12 + 2 * PAD),
    ...(inside ? [inside.layout.width + 2 * PAD] : []),
  ]
  const filled = rows.length > 0 || inside ? FOOT : 0
  const height = HEAD + rows.length * ROW + (inside ? inside.layout.height + 2 * PAD : 0) + filled
  return { state, title, badge, lines, inside, exits, width: Math.ceil(Math.max(MIN_WIDTH, ...widths)), height: Math.ceil(height) }
}

/** Its own, and those of the states in it that lead out of it: no line crosses the border of a box. */
function exitsOf(state: ChartState): Exit[] {
  const within = (one: ChartState): Exit[] => [
    ...one.edges.flatMap((edge) =>
      edge.targets.flatMap((target) => {
        const lifted = lift(one.path, target)
        if (lifted?.from !== state.path) return []
        const ends = [...(one === state ? [] : [`from ${nameOf(one.path)}`]), ...(lifted.to === target ? [] : [`to ${target}`])]
        const again = lifted.to === state.path ? ['again'] : []
        return [
          { on: edge.on, to: lifted.to, label: [labelOf(edge), ...again, ...(ends.length > 0 ? [`(${ends.join(' ')})`] : [])].join(' ') },
        ]
      }),
    ),
    ...one.states.flatMap(within),
  ]
  return within(state)
}
