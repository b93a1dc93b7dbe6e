import type { Route } from './geometry.ts'

/** How round a corner is, of a box and of a way. */
export const RADIUS = 10

/** A way as the `d` of an SVG path. */
export const pathOf = ({ kind, points }: Route): string => (kind === 'forward' ? curves(points) : corners(points))

function curves(points: Route['points']): string {
  const [start, ...rest] = points
  let last = start!
  const parts = rest.map((to) => {
    const bend = (to.x - last.x) / 2
    const part = last.y === to.y ? `H${n(to.x)}` : `C${n(last.x + bend)} ${n(last.y)} ${n(to.x - bend)} ${n(to.y)} ${n(to.x)} ${n(to.y)}`
    last = to
    return part
  })
  return `M${n(start!.x)} ${n(start!.y)}${parts.join('')}`
}

/** Straight ways with rounded corners. */
function corners(points: Route['points']): string {
  const parts = points.slice(1, -1).map((corner, i) => {
    const [before, after] = [points[i]!, points[i + 2]!]
    const towards = ({ x, y }: { x: number; y: number }) => {
      const far = Math.hypot(x - corner.x, y - corner.y)
      const r = Math.min(RADIUS, far / 2) / (far || 1)
      return `${n(corner.x + (x - corner.x) * r)} ${n(corner.y + (y - corner.y) * r)}`
    }
    return `L${towards(before)}Q${n(corner.x)} ${n(corner.y)} ${towards(after)}`
  })
  const end = points.at(-1)!
  return `M${n(points[0]!.x)} ${n(points[0]!.y)}${parts.join('')}L${n(end.x)} ${n(end.y)}`
}

/** A tenth of a pixel is enough. */
export const n = (value: number): string => String(Math.round(value * 10) / 10)

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
export const escaped = (text: string): string => text.replace(/[&<>"]/g, (c) => ESCAPES[c]!)
