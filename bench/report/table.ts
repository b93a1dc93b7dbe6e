import type { Goal, Measure, Result } from './report.ts'
import { spreads, verdictOf } from './report.ts'

const WORDS = { moonshot: 'moonshot', met: 'met', missed: 'MISSED' } as const

/** A result as it is printed: what it depends on, what was measured, what was wanted. */
export function tableOf(result: Result): string {
  const { id, title, work, durability, machine, measures, goals, notes, method, quick } = result
  return [
    '',
    `${id}  ${title}`,
    work,
    `durability: ${durability}`,
    `${machine.cores} cores, ${machine.cpu}; Node ${machine.node}, nats-server ${machine.natsServer}; load at start ${machine.loadAtStart}`,
    `${method}${quick ? '; QUICK: to see that it works, not to be quoted' : ''}`,
    ...Object.entries(result.versions).map(([peer, versions]) => `${peer}: ${versions}`),
    ...measures.flatMap((measure) => ['', ...measureLines(measure)]),
    ...(goals.length > 0 ? ['', ...goals.map(goalLine)] : []),
    ...(notes.length > 0 ? ['', ...notes] : []),
    '',
  ].join('\n')
}

function measureLines(measure: Measure): string[] {
  const head = [`${measure.name} (${measure.unit})`, 'median', 'quartiles', '']
  const rows = spreads(measure).map(({ variant, median, q1, q3 }) => [variant, amount(median), `${amount(q1)} – ${amount(q3)}`, ''])
  return columns([head, ...rows])
}

function goalLine(goal: Goal): string {
  const { text, better, measured, must, moonshot } = goal
  const sign = better === 'more' ? '>=' : '<='
  const wanted = `${sign} ${must}${moonshot === undefined ? '' : `, moonshot ${sign} ${moonshot}`}`
  const { median, q1, q3 } = measured
  return `${text}: ${ratio(median)} (${ratio(q1)} – ${ratio(q3)}), wanted ${wanted}: ${WORDS[verdictOf(goal)]}`
}

/** Those that are words begin at the left, figures end at the right. */
export function columns(rows: readonly string[][], words: readonly number[] = [0]): string[] {
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)))
  return rows.map((row) =>
    row
      .map((cell, i) => (words.includes(i) ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
      .join('  ')
      .trimEnd(),
  )
}

/** Three digits say more than a spread of some per cent allows. */
export const amount = (value: number): string =>
  value >= 1_000 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)))

export const ratio = (value: number): string => (Math.abs(value) >= 100 ? amount(value) : value.toFixed(2))
