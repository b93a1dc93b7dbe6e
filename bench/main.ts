// pnpm bench [case …] [--quick] [--profile]: measures, prints the tables, and leaves JSON and pictures in bench/results.
import { PROFILE } from './case/profile.ts'
import { CASES, CORE } from './cases.ts'
import { Bench } from './harness/bench.ts'
import { versionsOf } from './harness/peers.ts'
import { saveResult } from './report/files.ts'
import { tableOf } from './report/table.ts'

const given = process.argv.slice(2).filter((arg) => arg !== '--')
const quick = given.includes('--quick')
const profile = given.includes('--profile')
const named = given.filter((arg) => !arg.startsWith('-')).map((arg) => arg.toUpperCase())
const unknown = [
  ...named.filter((name) => !CASES.some(({ id }) => id === name)),
  ...given.filter((arg) => arg.startsWith('-') && !['--quick', '--profile'].includes(arg)),
]
if (unknown.length > 0) {
  console.error(`bench: ${unknown.join(', ')}: not known. Cases: ${CASES.map(({ id }) => id).join(', ')}; --quick, --profile`)
  process.exit(2)
}

// Whoever leaves early leaves nothing behind: the keepers end the servers, and every other process leaves with this one.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

const cases = named.length > 0 ? CASES.filter(({ id }) => named.includes(id)) : profile ? [] : quick ? CORE : CASES
const chosen = profile ? [...cases, PROFILE] : cases
await using bench = await Bench.open({ quick })
for (const one of chosen) {
  const report = await one.run(bench)
  const { settings, machine } = bench
  const { rounds, sliceMs } = settings
  const method = report.method ?? `${rounds} rounds, slices of ${sliceMs} ms`
  const versions = versionsOf(report.measures.flatMap(({ series }) => series.map(({ variant }) => variant)))
  const result = { ...report, at: new Date().toISOString(), quick, rounds, sliceMs, method, machine, versions }
  console.log(tableOf(result))
  saveResult(result)
}
