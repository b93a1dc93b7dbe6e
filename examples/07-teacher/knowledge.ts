/** A point, and on which side of a plane it lies: 1 or 0. */
export interface Sample {
  readonly x: Float32Array
  readonly y: number
}

/** Points in a room of many dimensions, without end; the plane that divides them is the same for all seeds. */
export function* samples(dimensions: number, seed: number): Generator<Sample, never> {
  const plane = vector(dimensions, normal(7))
  const numbers = normal(seed)
  for (;;) {
    const x = vector(dimensions, numbers)
    const side = x.reduce((sum, value, i) => sum + value * plane[i]!, 0)
    yield { x, y: side > 0 ? 1 : 0 }
  }
}

export const take = (count: number, from: Iterator<Sample, never>): Sample[] => Array.from({ length: count }, () => from.next().value)

const vector = (dimensions: number, numbers: Iterator<number, never>) =>
  Float32Array.from({ length: dimensions }, () => numbers.next().value)

/** Normally distributed numbers, the same ones for the same seed (mulberry32, Box and Muller). */
function* normal(seed: number): Generator<number, never> {
  let state = seed
  const uniform = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  for (;;) yield Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform())
}
