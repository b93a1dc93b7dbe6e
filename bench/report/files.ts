import { mkdirSync, writeFileSync } from 'node:fs'
import { chartOf } from './chart.ts'
import { type Result, spreads } from './report.ts'

const FOLDER = new URL('../results/', import.meta.url)

/** Leaves a result for the documents: all its figures as JSON, and its picture. A quick look does not overwrite what a whole run has found. */
export function saveResult(result: Result): void {
  const folder = result.quick ? new URL('quick/', FOLDER) : FOLDER
  mkdirSync(folder, { recursive: true })
  const whole = { ...result, measures: result.measures.map((measure) => ({ ...measure, series: spreads(measure) })) }
  writeFileSync(new URL(`${result.id}.json`, folder), `${JSON.stringify(whole, null, 2)}\n`)
  if (result.measures.length > 0) writeFileSync(new URL(`${result.id}.svg`, folder), chartOf(result))
}
