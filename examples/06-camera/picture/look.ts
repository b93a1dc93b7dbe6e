import type { Picture } from './png.ts'
import { COLOURS, type Colour, PLACES, type Scene, type Shape } from './scene.ts'

/** How far a pixel is from the ground before it belongs to something else. */
const CONTRAST = 60

/** What is in a picture, from its pixels alone: the ground is what its first corner is. Throws where there is nothing else. */
export function look({ width, height, rgb }: Picture): Scene {
  let [left, right, top, bottom, area] = [width, -1, height, -1, 0]
  const sum = [0, 0, 0]
  for (let i = 0; i < width * height; i++) {
    const pixel = rgb.subarray(i * 3, i * 3 + 3)
    if (distance(pixel, rgb.subarray(0, 3)) < CONTRAST) continue
    const [x, y] = [i % width, Math.floor(i / width)]
    left = Math.min(left, x)
    right = Math.max(right, x)
    top = Math.min(top, y)
    bottom = Math.max(bottom, y)
    area++
    for (const channel of sum.keys()) sum[channel]! += pixel[channel]!
  }
  if (area === 0) throw new Error('there is nothing in the picture')
  const third = (from: number, to: number, size: number) => Math.floor(((from + to + 1) / 2 / size) * 3)
  return {
    colour: nearestColour(sum.map((total) => total / area)),
    shape: shapeOf(area / ((right - left + 1) * (bottom - top + 1))),
    place: PLACES[third(top, bottom, height) * 3 + third(left, right, width)]!,
  }
}

/** By how much of its box it fills: all, π/4 or a half. */
function shapeOf(filled: number): Shape {
  if (filled > 0.9) return 'square'
  return filled > 0.65 ? 'circle' : 'triangle'
}

const nearestColour = (rgb: ArrayLike<number>): Colour =>
  (Object.keys(COLOURS) as Colour[]).reduce((best, name) => (distance(rgb, COLOURS[name]) < distance(rgb, COLOURS[best]) ? name : best))

const distance = (one: ArrayLike<number>, other: ArrayLike<number>) =>
  Math.abs(one[0]! - other[0]!) + Math.abs(one[1]! - other[1]!) + Math.abs(one[2]! - other[2]!)
