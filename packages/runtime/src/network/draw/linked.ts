import { type Box, type Layout, type Link, moved, type Placed, type Point, type Route } from './geometry.ts'
import { type Cell, LANE, layersOf } from './layers.ts'
import { spread } from './spread.ts'

/** Between layers, at least; ways bend there, in what their labels leave. */
const GAP = 80
const BEND = 56

/** Boxes that hang together: in layers from left to right, as links go, with few crossings and no box on another. A link that closes a ring goes round below. */
export function layOutLinked(boxes: readonly Box[], links: readonly Link[]): Layout {
  const { layers, chains, back } = layersOf(boxes, links)
  const tops = spread(layers, chains)
  const depthOf = new Map(layers.flat().map(({ id, depth }) => [id, depth]))
  const columns = columnsOf(layers, links, back)
  const placed = new Map<string, Placed>()
  for (const { id, width, height, depth, isLane } of layers.flat())
    if (!isLane) placed.set(id, { x: columns[depth]!.left, y: tops.get(id)!, width, height })

  /** How far down the layers from one to another reach. */
  const bottom = (from: number, to: number) =>
    Math.max(...layers.slice(from, to + 1).flatMap((layer) => layer.map((cell) => tops.get(cell.id)! + cell.height)))
  const ends = (link: Link): [Point, Point] => {
    const [from, to] = [placed.get(link.from)!, placed.get(link.to)!]
    return [
      { x: from.x + from.width, y: from.y + link.fromY },
      { x: to.x, y: to.y + link.toY },
    ]
  }
  const forward = (link: Link): Route => {
    const [start, end] = ends(link)
    const lanes = chains.get(link)!.flatMap(({ id, depth }) => {
      const y = tops.get(id)! + LANE / 2
      return [
        { x: columns[depth]!.left, y },
        { x: columns[depth]!.right, y },
      ]
    })
    // Straight as long as its label is, so that the label lies along it.
    return { kind: 'forward', points: [start, { x: columns[depthOf.get(link.from)!]!.right + link.room, y: start.y }, ...lanes, end] }
  }
  const around = (link: Link, nth: number): Route => {
    const [start, end] = ends(link)
    const [from, to] = [depthOf.get(link.from)!, depthOf.get(link.to)!]
    const before = back.slice(0, nth)
    const [leaving, entering] = [
      before.filter((other) => depthOf.get(other.from) === from),
      before.filter((other) => depthOf.get(other.to) === to),
    ]
    const right = columns[from]!.right + link.room + LANE * (leaving.length + 1)
    const left = end.x - LANE * (entering.length + 1.5)
    const lane = bottom(to, from) + LANE * (nth + 2)
    const corners = [
      { x: right, y: start.y },
      { x: right, y: lane },
      { x: left, y: lane },
      { x: left, y: end.y },
    ]
    return { kind: 'back', points: [start, ...corners, end] }
  }
  const routes = new Map(links.map((link) => [link, back.includes(link) ? around(link, back.indexOf(link)) : forward(link)]))
  return fitted(placed, routes)
}

/** The layers from left to right, with room after each for the labels of what leaves it and for what goes back. */
function columnsOf(layers: readonly (readonly Cell[])[], links: readonly Link[], back: readonly Link[]): { left: number; right: number }[] {
  let left = 0
  return layers.map((layer, depth) => {
    const isIn = (cells: readonly Cell[] | undefined, id: string) => cells?.some((cell) => cell.id === id)
    const right = left + Math.max(...layer.map(({ width }) => width))
    const column = { left, right }
    const rooms = links.filter(({ from }) => isIn(layer, from)).map(({ room }) => room + BEND)
    const turning = back.filter(({ from, to }) => isIn(layer, from) || isIn(layers[depth + 1], to)).length
    left = right + Math.max(GAP, ...rooms) + LANE * turning
    return column
  })
}

/** With its corner at 0, 0. */
function fitted(boxes: ReadonlyMap<string, Placed>, routes: ReadonlyMap<Link, Route>): Layout {
  const corners: Point[] = [
    ...Array.from(boxes.values()).flatMap(({ x, y, width, height }) => [
      { x, y },
      { x: x + width, y: y + height },
    ]),
    ...Array.from(routes.values()).flatMap(({ points }) => points),
  ]
  const least = (of: (point: Point) => number) => Math.min(...corners.map(of))
  const most = (of: (point: Point) => number) => Math.max(...corners.map(of))
  const [x, y] = [least((point) => point.x), least((point) => point.y)]
  return { width: most((point) => point.x) - x, height: most((point) => point.y) - y, ...moved({ boxes, routes }, -x, -y) }
}
