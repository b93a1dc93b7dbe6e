/** A median, and between which values the middle half lies. */
export interface Spread {
  readonly median: number
  readonly q1: number
  readonly q3: number
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (share: number) => {
    const place = share * (sorted.length - 1)
    const below = sorted[Math.floor(place)]!
    return below + (sorted[Math.ceil(place)]! - below) * (place % 1)
  }
  return { median: at(0.5), q1: at(0.25), q3: at(0.75) }
}

/** The ratio within each round, so that what slowed a whole round down weighs on both. */
export const ratioOf = (of: readonly number[], to: readonly number[]): Spread => spreadOf(of.map((value, i) => value / to[i]!))
