import type { Box, Link } from './geometry.ts'

/** A box in its layer, or a lane that keeps a place free for a link on its way through. */
export interface Cell {
  readonly id: string
  readonly width: number
  readonly height: number
  readonly depth: number
  readonly isLane: boolean
}

export interface Layers {
  /** From left to right; within each from top to bottom. */
  readonly layers: readonly (readonly Cell[])[]
  /** The lanes of each link that goes forward. */
  readonly chains: ReadonlyMap<Link, readonly Cell[]>
  /** Links that close a ring, or begin and end at one box. */
  readonly back: readonly Link[]
}

/** The height of a lane. */
export const LANE = 14
/** Orders settle in a few turns; the best of them is kept. */
const SWEEPS = 12

/** Puts boxes in layers so that every link but those of a ring goes to the right, and orders each layer so that few links cross. */
export function layersOf(boxes: readonly Box[], links: readonly Link[]): Layers {
  const back = backLinks(boxes, links)
  const forward = links.filter((link) => !back.includes(link))
  const depths = depthsOf(boxes, forward)
  const layers: Cell[][] = []
  const put = (cell: Cell) => {
    while (layers.length <= cell.depth) layers.push([])
    layers[cell.depth]!.push(cell)
    return cell
  }
  for (const box of boxes) put({ ...box, depth: depths.get(box.id)!, isLane: false })
  const chains = new Map<Link, Cell[]>()
  for (const [i, link] of forward.entries()) {
    const chain: Cell[] = []
    for (let depth = depths.get(link.from)! + 1; depth < depths.get(link.to)!; depth++)
      chain.push(put({ id: `lane ${i} ${depth}`, width: 0, height: LANE, depth, isLane: true }))
    chains.set(link, chain)
  }
  return { layers: ordered(layers, chains), chains, back }
}

/** Links to a box that is still being followed: without them there is no ring. */
function backLinks(boxes: readonly Box[], links: readonly Link[]): Link[] {
  const state = new Map<string, 'open' | 'done'>()
  const back: Link[] = []
  const visit = (id: string): void => {
    if (state.has(id)) return
    state.set(id, 'open')
    for (const link of links) {
      if (link.from !== id) continue
      if (state.get(link.to) === 'open') back.push(link)
      else visit(link.to)
    }
    state.set(id, 'done')
  }
  // Where nothing comes in is where one begins to read.
  for (const { id } of boxes) if (!links.some(({ to }) => to === id)) visit(id)
  for (const { id } of boxes) visit(id)
  return back
}

/** As far left as what comes in allows; what nothing comes into, as near as may be to what it goes to. */
function depthsOf(boxes: readonly Box[], forward: readonly Link[]): Map<string, number> {
  const depths = new Map<string, number>()
  const depth = (id: string): number => {
    const known = depths.get(id)
    if (known !== undefined) return known
    const found = Math.max(-1, ...forward.filter(({ to }) => to === id).map(({ from }) => depth(from))) + 1
    depths.set(id, found)
    return found
  }
  for (const { id } of boxes) depth(id)
  for (const { id } of boxes)
    if (!forward.some(({ to }) => to === id))
      depths.set(id, Math.min(...forward.filter(({ from }) => from === id).map(({ to }) => depths.get(to)! - 1), Number.MAX_SAFE_INTEGER))
  for (const [id, value] of depths) if (value === Number.MAX_SAFE_INTEGER) depths.set(id, 0)
  return depths
}

/** One step of a link, from a layer to the next, with how far down its cells it is. */
interface Step {
  readonly from: string
  readonly to: string
  readonly fromPart: number
  readonly toPart: number
}

function ordered(layers: readonly Cell[][], chains: ReadonlyMap<Link, readonly Cell[]>): Cell[][] {
  const heights = new Map(layers.flat().map(({ id, height }) => [id, height]))
  const steps = Array.from(chains).flatMap(([link, chain]): Step[] => {
    const way = [link.from, ...chain.map(({ id }) => id), link.to]
    const part = (i: number) => (i === 0 ? link.fromY : i === way.length - 1 ? link.toY : LANE / 2) / heights.get(way[i]!)!
    return way.slice(1).map((to, i) => ({ from: way[i]!, to, fromPart: part(i), toPart: part(i + 1) }))
  })
  let best = layers.map((layer) => [...layer])
  let least = crossings(best, steps)
  const now = best.map((layer) => [...layer])
  for (let sweep = 0; sweep < SWEEPS && least > 0; sweep++) {
    const isDown = sweep % 2 === 0
    const order = isDown ? now.keys() : [...now.keys()].reverse()
    for (const depth of order) {
      const place = places(now)
      const mean = new Map(now[depth]!.map(({ id }, i) => [id, meanOf(neighbours(steps, id, isDown, place), i)]))
      now[depth]!.sort((a, b) => mean.get(a.id)! - mean.get(b.id)!)
    }
    const found = crossings(now, steps)
    if (found >= least) continue
    least = found
    best = now.map((layer) => [...layer])
  }
  return best
}

const places = (layers: readonly (readonly Cell[])[]) => new Map(layers.flatMap((layer) => layer.map(({ id }, i) => [id, i] as const)))

const neighbours = (steps: readonly Step[], id: string, isDown: boolean, place: ReadonlyMap<string, number>) =>
  isDown
    ? steps.filter(({ to }) => to === id).map(({ from, fromPart }) => place.get(from)! + fromPart)
    : steps.filter(({ from }) => from === id).map(({ to, toPart }) => place.get(to)! + toPart)

const meanOf = (values: readonly number[], otherwise: number) =>
  values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : otherwise

function crossings(layers: readonly (readonly Cell[])[], steps: readonly Step[]): number {
  const place = places(layers)
  const depth = new Map(layers.flatMap((layer, i) => layer.map(({ id }) => [id, i] as const)))
  const all = steps.map((step) => ({
    depth: depth.get(step.from)!,
    from: place.get(step.from)! + step.fromPart,
    to: place.get(step.to)! + step.toPart,
  }))
  let count = 0
  for (const [i, a] of all.entries())
    for (const b of all.slice(i + 1)) if (a.depth === b.depth && (a.from - b.from) * (a.to - b.to) < 0) count++
  return count
}
