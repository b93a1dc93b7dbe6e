/** What is to be placed: a box of a size. */
export interface Box {
  readonly id: string
  readonly width: number
  readonly height: number
}

/** From the right side of a box to the left side of another, at these heights within them. */
export interface Link {
  readonly from: string
  readonly to: string
  readonly fromY: number
  readonly toY: number
  /** Room for its label, after its first box. */
  readonly room: number
}

export interface Point {
  readonly x: number
  readonly y: number
}

export interface Placed extends Point {
  readonly width: number
  readonly height: number
}

/** The way of a link. `forward`: from point to point to the right, between boxes. `back`: corners of a way around below. */
export interface Route {
  readonly kind: 'forward' | 'back'
  readonly points: readonly Point[]
}

/** Boxes and ways with their corner at 0, 0. */
export interface Layout {
  readonly width: number
  readonly height: number
  readonly boxes: ReadonlyMap<string, Placed>
  readonly routes: ReadonlyMap<Link, Route>
}

export function moved({ boxes, routes }: Pick<Layout, 'boxes' | 'routes'>, dx: number, dy: number): Pick<Layout, 'boxes' | 'routes'> {
  const move = <P extends Point>(point: P): P => ({ ...point, x: point.x + dx, y: point.y + dy })
  return {
    boxes: new Map(Array.from(boxes, ([id, box]) => [id, move(box)])),
    routes: new Map(Array.from(routes, ([link, { kind, points }]) => [link, { kind, points: points.map(move) }])),
  }
}
