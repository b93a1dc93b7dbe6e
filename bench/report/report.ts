import type { Bench } from '../harness/bench.ts'
import { ratioOf, type Spread, spreadOf } from '../harness/figures.ts'
import type { Machine } from '../harness/machine.ts'

/** The durability class of everything that the runtime does today. */
export const AT_MOST_ONCE = 'at most once, nothing stored'

/** The values of one variant, one for each round. */
export interface Series {
  readonly variant: string
  readonly values: readonly number[]
}

/** One thing that was measured of all variants, to be drawn. */
export interface Measure {
  readonly name: string
  readonly unit: string
  readonly better: 'more' | 'less'
  readonly series: readonly Series[]
  /** The series are the points of one curve: what grows, and how far it had grown at each. */
  readonly over?: { readonly name: string; readonly at: readonly number[] }
}

/** A ratio that was wanted, and the one that came out. */
export interface Goal {
  readonly text: string
  readonly better: 'more' | 'less'
  readonly measured: Spread
  readonly must: number
  readonly moonshot?: number
}

export interface Report {
  readonly id: string
  readonly title: string
  /** What the work is, and what it is not. */
  readonly work: string
  readonly durability: string
  /** How it was measured, when not by slices in turn. */
  readonly method?: string
  readonly measures: readonly Measure[]
  readonly goals: readonly Goal[]
  readonly notes: readonly string[]
}

/** One of the cases P1 to P12: what it does to find out. */
export interface Case {
  readonly id: string
  readonly title: string
  run(bench: Bench): Promise<Report>
}

/** A report with all that its figures depend on. */
export interface Result extends Report {
  readonly at: string
  readonly method: string
  readonly quick: boolean
  readonly rounds: number
  readonly sliceMs: number
  readonly machine: Machine
  readonly versions: Readonly<Record<string, string>>
}

export type Verdict = 'moonshot' | 'met' | 'missed'

/** By the median. */
export function verdictOf({ better, measured: { median }, must, moonshot }: Goal): Verdict {
  const reaches = (goal: number) => (better === 'more' ? median >= goal : median <= goal)
  if (moonshot !== undefined && reaches(moonshot)) return 'moonshot'
  return reaches(must) ? 'met' : 'missed'
}

/** The ratio of two variants within a measure; nothing when one of them did not run. */
export function goalOf(
  { series, better }: Measure,
  { of, to, text, ...goals }: { of: string; to: string; text: string; must: number; moonshot?: number },
): Goal[] {
  const [one, other] = [of, to].map((variant) => series.find((each) => each.variant === variant)?.values)
  return one && other ? [{ text, better, measured: ratioOf(one, other), ...goals }] : []
}

/** With its spread, as it stands in files and charts. */
export const spreads = ({ series }: Measure): (Series & Spread)[] => series.map((one) => ({ ...one, ...spreadOf(one.values) }))
