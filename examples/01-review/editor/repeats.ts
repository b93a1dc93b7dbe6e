import type { Likeness, Print } from '../comparer/likeness.ts'
import type { Entry } from './manuscript.ts'

/** Passages that say the same: all with the same words, or two that are nearly alike. Numbers of entries, in order. */
export interface Repeat {
  readonly share: number
  readonly entries: readonly number[]
}

/** The passages with the same words, and one print for each different text, so that a text said forty times is compared once. */
export function sameTexts(entries: readonly Entry[]): { same: Repeat[]; prints: Print[] } {
  const groups = new Map<string, number[]>()
  for (const [at, { analysis }] of entries.entries()) {
    if (analysis.shingles.length === 0) continue
    const key = Buffer.from(analysis.shingles).toString('base64')
    groups.set(key, [...(groups.get(key) ?? []), at])
  }
  const all = [...groups.values()]
  return {
    same: all.filter((group) => group.length > 1).map((group) => ({ share: 1, entries: group })),
    prints: all.map(([first]) => ({ passage: first as number, shingles: (entries[first as number] as Entry).analysis.shingles })),
  }
}

/** What is worth most to a reader first: the words that could be saved. */
export function bySavedWords(entries: readonly Entry[]): (a: Repeat, b: Repeat) => number {
  const saved = ({ entries: [first = 0, ...rest] }: Repeat) => (entries[first]?.analysis.counts.words ?? 0) * rest.length
  return (a, b) => saved(b) - saved(a) || (a.entries[0] ?? 0) - (b.entries[0] ?? 0)
}

export const repeatOf = ({ a, b, share }: Likeness): Repeat => ({ share, entries: [a, b] })
