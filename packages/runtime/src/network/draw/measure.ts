import type { Graph, GraphNode, Port } from './graph.ts'

/** Sizes of what is drawn. Letters are measured by the widest that a reader's font is likely to have: a picture is made without one. */
export const HEAD = 36
const ROW = 24
const FOOT = 8
/** What of the cards behind an agent with several instances shows below it. */
export const STACK = 10
const SIDE = 16
const MIN_WIDTH = 132

const MONO_12 = 7.4
const SANS_14 = 8.6
const SANS_11 = 6.8

export const badgeOf = ({ kind, instances }: GraphNode): string =>
  kind === 'outside' ? 'elsewhere' : instances > 1 ? `× ${instances}` : ''

/** What stands beside the name of a port that no wire explains. */
export function noteOf({ detail, state }: Port): string {
  const word = state === 'default' ? 'default' : state === 'unmatched' ? 'unmatched' : ''
  if (state === 'wired' || state === 'outside' || state === 'heard') return ''
  return [detail, word].filter(Boolean).join(', ')
}

const portWidth = (port: Port | undefined) => {
  if (!port) return 0
  const note = noteOf(port)
  return (port.name.length + (note ? note.length + 1 : 0)) * MONO_12 + SIDE
}

export function sizeOf(node: GraphNode): { readonly width: number; readonly height: number } {
  if (node.kind === 'start') return { width: Math.ceil(node.title.length * MONO_12) + 46, height: 30 }
  const rows = Math.max(node.inputs.length, node.outputs.length)
  const widths = Array.from({ length: rows }, (_, i) => portWidth(node.inputs[i]) + portWidth(node.outputs[i]) + SIDE)
  const badge = badgeOf(node)
  const head = node.title.length * SANS_14 + (badge ? badge.length * SANS_11 + SIDE : 0) + 2 * SIDE
  const height = HEAD + (rows > 0 ? rows * ROW + FOOT : 0) + (node.instances > 1 ? STACK : 0)
  return { width: Math.ceil(Math.max(MIN_WIDTH, head, ...widths)), height }
}

/** How far down in its node a port is; null: the node's head. */
export function portY({ kind }: GraphNode, port: number | null): number {
  if (kind === 'start') return 15
  return port === null ? HEAD / 2 : HEAD + ROW * (port + 0.5) + FOOT / 2
}

/** The room that a label needs behind its port. */
const labelRoom = (label: string): number => (label ? Math.ceil(label.length * MONO_12) + 12 : 0)

/** The edges of a graph as links between boxes of these sizes. */
export const linksOf = ({ nodes, edges }: Graph) => {
  const of = new Map(nodes.map((node) => [node.id, node]))
  return edges.map(({ from, to, output, input, label }) => ({
    ...{ from, to, room: labelRoom(label) },
    fromY: portY(of.get(from)!, output),
    toY: portY(of.get(to)!, input),
  }))
}
