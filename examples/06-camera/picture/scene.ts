import type { Picture } from './png.ts'

type Rgb = readonly [red: number, green: number, blue: number]

export const COLOURS = {
  red: [214, 48, 49],
  green: [46, 160, 67],
  blue: [33, 105, 214],
  yellow: [240, 196, 25],
  violet: [136, 66, 186],
} as const satisfies Record<string, Rgb>
export type Colour = keyof typeof COLOURS

/** By rows, from the top. */
export const PLACES = ['top left', 'top', 'top right', 'left', 'centre', 'right', 'bottom left', 'bottom', 'bottom right'] as const
type Place = (typeof PLACES)[number]

/** Which points a shape covers, from -1 to 1 both ways. */
const COVERS = {
  circle: (x: number, y: number) => x * x + y * y <= 1,
  square: () => true,
  triangle: (x: number, y: number) => Math.abs(x) <= (y + 1) / 2,
} as const
export type Shape = keyof typeof COVERS
export const SHAPES = Object.keys(COVERS) as Shape[]

/** One coloured shape somewhere on a ground. */
export interface Scene {
  readonly colour: Colour
  readonly shape: Shape
  readonly place: Place
}

const GROUND: Rgb = [236, 232, 220]
/** Pixels: a third of the picture, and of that what a shape takes. */
const CELL = 20
const RADIUS = 8

/** The picture of a scene. */
export function draw({ colour, shape, place }: Scene): Picture {
  const size = 3 * CELL
  const at = PLACES.indexOf(place)
  const middleX = ((at % 3) + 0.5) * CELL
  const middleY = (Math.floor(at / 3) + 0.5) * CELL
  const rgb = new Uint8Array(size * size * 3)
  for (let i = 0; i < size * size; i++) {
    const x = ((i % size) + 0.5 - middleX) / RADIUS
    const y = (Math.floor(i / size) + 0.5 - middleY) / RADIUS
    const isInside = Math.abs(x) <= 1 && Math.abs(y) <= 1 && COVERS[shape](x, y)
    rgb.set(isInside ? COLOURS[colour] : GROUND, i * 3)
  }
  return { width: size, height: size, rgb }
}

const colours = Object.keys(COLOURS) as Colour[]

/** What there is to film at a moment: colour, shape and place all change, each in a round of its own. */
export const sceneAt = (moment: number): Scene => ({
  colour: colours[moment % colours.length]!,
  shape: SHAPES[moment % SHAPES.length]!,
  place: PLACES[(moment * 4) % PLACES.length]!,
})
