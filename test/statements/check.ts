/** The part of vitest's JSON report that is read. */
export interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly ancestorTitles: readonly string[]; readonly title: string; readonly status: string }[]
  }[]
}

/** How many statements there are, by the prefix of their numbers: `I-1` to `I-97`. */
export type Statements = Readonly<Record<string, number>>

export interface Verdict {
  /** Statements without a passed test, and not known to be without one. */
  readonly missing: readonly string[]
  /** Said to be without a test, and they have one. */
  readonly found: readonly string[]
  /** Numbers that no statement has. */
  readonly unknown: readonly string[]
}

/** What a title begins with: `I-45 …`, or several, `I-44, I-45 …`. */
const NUMBERS = /^[A-Z]+-\d+(?:, ?[A-Z]+-\d+)*(?=[ :]|$)/

const numbersIn = (title: string): string[] => NUMBERS.exec(title)?.[0].split(/, ?/) ?? []

/** Which statements have a passed test whose name, or whose group's name, begins with their number. `known`: those that may be without one. */
export function checkStatements(report: Report, statements: Statements, known: ReadonlySet<string>): Verdict {
  const passed = new Set<string>()
  for (const { assertionResults } of report.testResults)
    for (const { ancestorTitles, title, status } of assertionResults)
      if (status === 'passed') for (const number of [...ancestorTitles, title].flatMap(numbersIn)) passed.add(number)
  const all = Object.entries(statements).flatMap(([prefix, count]) => Array.from({ length: count }, (_, i) => `${prefix}-${i + 1}`))
  const real = new Set(all)
  return {
    missing: all.filter((number) => !passed.has(number) && !known.has(number)),
    found: [...known].filter((number) => passed.has(number)),
    unknown: [...passed, ...known].filter((number) => number.slice(0, number.indexOf('-')) in statements && !real.has(number)),
  }
}

/** The numbers in a list of them, one a line; `#` begins a comment. */
export const listed = (text: string): Set<string> =>
  new Set(
    text
      .split('\n')
      .map((line) => line.replace(/#.*/, '').trim())
      .filter(Boolean),
  )

/** The verdict in lines, and whether it is good. */
export function explain({ missing, found, unknown }: Verdict, statements: Statements): { lines: string[]; good: boolean } {
  const many = Object.entries(statements).map(([prefix, count]) => `${prefix}-1 to ${prefix}-${count}`)
  const lines = [
    ...(missing.length > 0 ? [`statements without a passed test: ${missing.join(', ')}`] : []),
    ...(unknown.length > 0 ? [`numbers that no statement has: ${unknown.join(', ')}`] : []),
    ...(found.length > 0 ? [`test/statements/missing.txt names statements that have a passed test: ${found.join(', ')}`] : []),
  ]
  const good = missing.length + unknown.length === 0
  return { lines: good ? [...lines, `statements ${many.join(', ')}: each that must have a passed test has one`] : lines, good }
}
