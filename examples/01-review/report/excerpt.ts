/** Characters that two excerpts of one beginning have before their first difference. */
const COMMON = 60

/** The beginning of a text on one line, cut between words. */
export function excerpt(text: string, most: number): string {
  const line = text.trim().replace(/\n+/g, ' \u00b7 ').replace(/\s+/g, ' ')
  if (line.length <= most) return line
  const space = line.lastIndexOf(' ', most)
  return `${line.slice(0, space > most / 2 ? space : most).toWellFormed()} \u2026`
}

function samePrefix(a: string, b: string): number {
  let at = 0
  while (at < a.length && a[at] === b[at]) at++
  return at
}

/** Excerpts of two texts that are alike: from a little before the place where they part. */
export function excerpts(a: string, b: string, most: number): [string, string] {
  const same = samePrefix(a, b)
  const start = same > COMMON * 2 && same < Math.max(a.length, b.length) ? a.lastIndexOf(' ', same - COMMON) + 1 : 0
  const from = (text: string) => (start > 0 ? `\u2026 ${excerpt(text.slice(start), most)}` : excerpt(text, most))
  return [from(a), from(b)]
}
