import { type Box, type Layout, type Link, moved, type Placed, type Route } from './geometry.ts'
import { layOutLinked } from './linked.ts'

const SPACE = 40
/** A row is at least as long as this, and else as the longest thing in it. */
const MIN_ROW = 720

/**
 * A place for every box and a way for every link. Boxes that are linked, over however many others, stand together; boxes without links stand below, in rows.
 * Pure and deterministic: the same network gives the same picture.
 */
export function layOut(boxes: readonly Box[], links: readonly Link[]): Layout {
  const groups = together(boxes, links)
  const of = (group: readonly Box[]) => links.filter(({ from }) => group.some(({ id }) => id === from))
  const linked = groups.filter((group) => of(group).length > 0).map((group) => layOutLinked(group, of(group)))
  const alone = groups.filter((group) => of(group).length === 0).flatMap((group) => group.map(single))
  return inColumn([inRows(linked), inRows(alone, Math.max(0, ...linked.map(({ width }) => width)))])
}

const single = ({ id, width, height }: Box): Layout => ({
  width,
  height,
  boxes: new Map([[id, { x: 0, y: 0, width, height }]]),
  routes: new Map(),
})

/** The boxes that hang together, in the order of the first of each. */
function together(boxes: readonly Box[], links: readonly Link[]): Box[][] {
  const groupOf = new Map(boxes.map((box) => [box.id, [box]]))
  for (const { from, to } of links) {
    const [one, other] = [groupOf.get(from)!, groupOf.get(to)!]
    if (one === other) continue
    one.push(...other)
    for (const { id } of other) groupOf.set(id, one)
  }
  const place = new Map(boxes.map(({ id }, i) => [id, i]))
  return [...new Set(groupOf.values())].map((group) => group.sort((a, b) => place.get(a.id)! - place.get(b.id)!))
}

function inRows(layouts: readonly Layout[], width = 0): Layout {
  const limit = Math.max(MIN_ROW, width, ...layouts.map((layout) => layout.width))
  const rows: Layout[][] = []
  let used = 0
  for (const layout of layouts) {
    used += SPACE + layout.width
    if (rows.length === 0 || used > limit) {
      rows.push([])
      used = layout.width
    }
    rows.at(-1)!.push(layout)
  }
  return inColumn(rows.map(inRow))
}

function inRow(layouts: readonly Layout[]): Layout {
  let x = 0
  const placed = layouts.map((layout) => {
    const at = moved(layout, x, 0)
    x += layout.width + SPACE
    return at
  })
  return merged(placed, x - SPACE, Math.max(...layouts.map(({ height }) => height)))
}

function inColumn(layouts: readonly Layout[]): Layout {
  const filled = layouts.filter(({ boxes }) => boxes.size > 0)
  let y = 0
  const placed = filled.map((layout) => {
    const at = moved(layout, 0, y)
    y += layout.height + SPACE
    return at
  })
  return merged(placed, Math.max(0, ...filled.map(({ width }) => width)), Math.max(0, y - SPACE))
}

const merged = (parts: readonly Pick<Layout, 'boxes' | 'routes'>[], width: number, height: number): Layout => ({
  ...{ width, height },
  boxes: new Map<string, Placed>(parts.flatMap(({ boxes }) => [...boxes])),
  routes: new Map<Link, Route>(parts.flatMap(({ routes }) => [...routes])),
})
