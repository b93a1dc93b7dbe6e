/** The word of `known` that is most like `word`, when it is like enough to be what was meant. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  let best: string | undefined
  let least = Math.max(1, Math.floor(word.length / 3)) + 1
  for (const candidate of known) {
    const far = distance(word.toLowerCase(), candidate.toLowerCase())
    if (far < least) {
      least = far
      best = candidate
    }
  }
  return best
}

/** `; did you mean x?`, or nothing. */
export function didYouMean(word: string, known: readonly string[]): string {
  const meant = nearest(word, known)
  return meant === undefined ? '' : `; did you mean ${meant}?`
}

/** How many letters to add, drop, change or swap with their neighbour (Damerau's distance, restricted). */
function distance(a: string, b: string): number {
  let [before, row]: number[][] = [[], Array.from({ length: b.length + 1 }, (_, j) => j)]
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const swap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? before![j - 2]! + 1 : Number.POSITIVE_INFINITY
      next[j] = Math.min(row![j]! + 1, next[j - 1]! + 1, row![j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1), swap)
    }
    before = row!
    row = next
  }
  return row![b.length]!
}
