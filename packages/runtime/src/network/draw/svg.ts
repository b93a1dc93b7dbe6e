import type { Placed, Route } from './geometry.ts'
import type { Graph, GraphEdge, GraphNode, Port } from './graph.ts'
import { layOut } from './layout.ts'
import { badgeOf, HEAD, linksOf, noteOf, portY, STACK, sizeOf } from './measure.ts'
import { escaped, n, pathOf, RADIUS } from './path.ts'
import { STYLE } from './theme.ts'

const MARGIN = 28

/** The network as an SVG file that needs nothing beside it. */
export function toSvg(graph: Graph): string {
  const { nodes, edges, title } = graph
  const boxes = nodes.map((node) => ({ id: node.id, ...sizeOf(node) }))
  const links = linksOf(graph)
  const layout = layOut(boxes, links)
  const routes = links.map((link) => layout.routes.get(link)!)
  const of = new Map(nodes.map((node) => [node.id, node]))
  const top = MARGIN + (title ? 24 : 0)
  const [width, height] = [Math.ceil(layout.width + 2 * MARGIN), Math.ceil(layout.height + top + MARGIN)]
  const ends = (edge: GraphEdge): [GraphNode, GraphNode] => [of.get(edge.from)!, of.get(edge.to)!]
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">
<title>${escaped(title ? `The network ${title}` : 'A network')}</title>
<style>${STYLE}</style>
<rect class="page" width="${width}" height="${height}" rx="14"/>
${title ? `<text class="dim small" x="${MARGIN}" y="${MARGIN + 4}">world ${escaped(title)}</text>\n` : ''}<g transform="translate(${MARGIN} ${top})">
${edges.map((edge, i) => wire(edge, routes[i]!, ends(edge))).join('\n')}
${nodes.map((node) => box(node, layout.boxes.get(node.id)!)).join('\n')}
${labels(edges, routes).join('\n')}
</g>
</svg>
`
}

const classOf = ({ isWrong, type, output }: GraphEdge) => (isWrong ? 'wrong' : output === null ? 'start' : (type ?? 'unknown'))

function wire(edge: GraphEdge, route: Route, [from, to]: [GraphNode, GraphNode]): string {
  const { x, y } = route.points.at(-1)!
  const stream = edge.output === null ? from.title : `${from.title}:${from.outputs[edge.output]!.name}`
  const slot = edge.input === null ? to.title : `${to.title}.${to.inputs[edge.input]!.name}`
  const dashed = edge.isWrong || edge.output === null ? ' dashed' : ''
  return `<g class="${classOf(edge)}"><title>${escaped(`${stream} → ${slot}`)}</title><path class="wire${dashed}" d="${pathOf(route)}"/><path class="port" d="M${n(x)} ${n(y)}l-8 -4.5v9z"/></g>`
}

/** One for each stream, however many hear it. */
function labels(edges: readonly GraphEdge[], routes: readonly Route[]): string[] {
  const seen = new Set<string>()
  return edges.flatMap((edge, i) => {
    const { x, y } = routes[i]!.points[0]!
    const key = `${x} ${y} ${edge.isWrong}`
    if (!edge.label || seen.has(key)) return []
    seen.add(key)
    return [`<g class="${classOf(edge)}"><text class="halo" x="${n(x + 10)}" y="${n(y - 6)}">${escaped(edge.label)}</text></g>`]
  })
}

function box(node: GraphNode, { x, y, width, height }: Placed): string {
  const at = `<g transform="translate(${n(x)} ${n(y)})">`
  const text = (style: string, tx: number, ty: number, content: string, end = false) =>
    `<text class="${style}" x="${n(tx)}" y="${n(ty)}"${end ? ' text-anchor="end"' : ''}>${escaped(content)}</text>`
  if (node.kind === 'start')
    return `${at}<rect class="box" width="${width}" height="${height}" rx="15"/><g class="start"><path class="port" d="M15 9.5v11l9 -5.5z"/></g>${text('name', 32, 19, node.title)}</g>`
  const isStacked = node.instances > 1
  const h = isStacked ? height - STACK : height
  const hasRows = h > HEAD
  const parts = [
    ...(isStacked ? [card(14, h - 12, width, 22), card(7, h - 17, width, 22)] : []),
    `<rect class="box${node.kind === 'outside' ? ' dashed' : ''}" width="${width}" height="${h}" rx="${RADIUS}"/>`,
    `<path class="head" d="${hasRows ? headPath(width) : `M${RADIUS} 1`}"/>`,
    ...(hasRows ? [`<path class="line" d="M0.5 ${HEAD}H${width - 0.5}"/>`] : []),
    text('title', 16, 23, node.title),
    text('dim small', width - 14, 22.5, badgeOf(node), true),
    ...node.inputs.map((port, i) => portAt(port, 0, portY(node, i), text)),
    ...node.outputs.map((port, i) => portAt(port, width, portY(node, i), text)),
  ]
  return `${at}${parts.join('')}</g>`
}

const card = (inset: number, y: number, width: number, height: number) =>
  `<rect class="card" x="${inset}" y="${n(y)}" width="${width - 2 * inset}" height="${height}" rx="${RADIUS}"/>`

const headPath = (width: number) =>
  `M0.5 ${HEAD}V${RADIUS}a${RADIUS - 0.5} ${RADIUS - 0.5} 0 0 1 ${RADIUS - 0.5} -9.5H${width - RADIUS}a${RADIUS - 0.5} ${RADIUS - 0.5} 0 0 1 ${RADIUS - 0.5} 9.5V${HEAD}z`

type Text = (style: string, x: number, y: number, content: string, end?: boolean) => string

function portAt(port: Port, x: number, y: number, text: Text): string {
  const isLeft = x === 0
  const isBad = port.state === 'wrong' || port.state === 'unmatched'
  const isJoined = port.state === 'wired' || port.state === 'outside' || port.state === 'heard'
  const name = text('name', isLeft ? 14 : x - 14, y + 4, port.name, !isLeft)
  const note = noteOf(port)
  const beside = 14 + (port.name.length + 1) * 7.25
  const explained = note && text('note', isLeft ? beside : x - beside, y + 4, note, !isLeft)
  const hasArrow = isLeft && (isJoined || port.state === 'wrong')
  const dot = hasArrow ? '' : `<circle class="${isJoined ? 'port' : 'hollow'}" cx="${x}" cy="${n(y)}" r="${isJoined ? 4 : 3.5}"/>`
  return `<g class="${isBad ? 'wrong' : (port.type ?? 'unknown')}">${dot}${name}${explained}</g>`
}
