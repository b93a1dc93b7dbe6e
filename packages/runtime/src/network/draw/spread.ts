import type { Link } from './geometry.ts'
import type { Cell } from './layers.ts'

const SPACE = 28
const LANE_SPACE = 10
const SWEEPS = 16

/** How much a step wants to be straight: a lane has nothing else to want. */
const STRAIGHT = { lane: 6, box: 1 }

interface Pull {
  readonly other: string
  /** Where the other end of the step is within its cell, less where this end is within this one. */
  readonly offset: number
  readonly weight: number
}

/** The top of every cell: in the order of its layer, none on another, and as near to what it is linked to as that allows. */
export function spread(layers: readonly (readonly Cell[])[], chains: ReadonlyMap<Link, readonly Cell[]>): Map<string, number> {
  const [fromLeft, fromRight] = pullsOf(chains)
  const tops = new Map<string, number>()
  for (const layer of layers) {
    let y = 0
    for (const [i, cell] of layer.entries()) {
      y += i > 0 ? distance(layer[i - 1]!, cell) : 0
      tops.set(cell.id, y)
    }
  }
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const isRightward = sweep % 2 === 0
    for (const layer of isRightward ? layers : [...layers].reverse()) {
      const both = sweep >= SWEEPS / 2
      const wanted = layer.map((cell) => {
        const left = fromLeft.get(cell.id) ?? []
        const right = fromRight.get(cell.id) ?? []
        return wish(both ? [...left, ...right] : isRightward ? left : right, tops, tops.get(cell.id)!)
      })
      for (const [i, y] of apart(layer, wanted).entries()) tops.set(layer[i]!.id, y)
    }
  }
  return tops
}

function pullsOf(chains: ReadonlyMap<Link, readonly Cell[]>): [Map<string, Pull[]>, Map<string, Pull[]>] {
  const fromLeft = new Map<string, Pull[]>()
  const fromRight = new Map<string, Pull[]>()
  const add = (pulls: Map<string, Pull[]>, id: string, pull: Pull) => pulls.set(id, [...(pulls.get(id) ?? []), pull])
  for (const [link, chain] of chains) {
    const way = [
      { id: link.from, at: link.fromY },
      ...chain.map(({ id, height }) => ({ id, at: height / 2 })),
      { id: link.to, at: link.toY },
    ]
    const weight = chain.length > 0 ? STRAIGHT.lane : STRAIGHT.box
    for (const [i, to] of way.slice(1).entries()) {
      const from = way[i]!
      add(fromLeft, to.id, { other: from.id, offset: from.at - to.at, weight })
      add(fromRight, from.id, { other: to.id, offset: to.at - from.at, weight })
    }
  }
  return [fromLeft, fromRight]
}

function wish(pulls: readonly Pull[], tops: ReadonlyMap<string, number>, otherwise: number): number {
  const weight = pulls.reduce((sum, pull) => sum + pull.weight, 0)
  return weight === 0 ? otherwise : pulls.reduce((sum, { other, offset, weight: w }) => sum + w * (tops.get(other)! + offset), 0) / weight
}

const distance = (above: Cell, below: Cell) => above.height + (above.isLane && below.isLane ? LANE_SPACE : SPACE)

/** The tops nearest to those that are wanted (least squares) that keep order and distance: what would overlap moves as one block. */
function apart(layer: readonly Cell[], wanted: readonly number[]): number[] {
  const starts: number[] = []
  for (const [i, cell] of layer.entries()) starts.push(i === 0 ? 0 : starts[i - 1]! + distance(layer[i - 1]!, cell))
  const blocks: { sum: number; size: number }[] = []
  for (const [i, y] of wanted.entries()) {
    blocks.push({ sum: y - starts[i]!, size: 1 })
    for (
      let [above, below] = blocks.slice(-2);
      above && below && above.sum / above.size > below.sum / below.size;
      [above, below] = blocks.slice(-2)
    )
      blocks.splice(-2, 2, { sum: above.sum + below.sum, size: above.size + below.size })
  }
  return blocks.flatMap(({ sum, size }) => Array.from({ length: size }, () => sum / size)).map((y, i) => y + starts[i]!)
}
