import type { Bench } from '../harness/bench.ts'
import { startEchoes } from '../harness/echoes.ts'
import { type Rounds, runRounds, type Sample } from '../harness/rounds.ts'
import type { Measure, Series } from '../report/report.ts'

/** What P1 to P4 look at: all variants echo 256 bytes, with so many calls in flight. */
export const echoRounds = (bench: Bench, inFlight: number): Promise<Rounds> =>
  bench.once(`echo with ${inFlight} in flight`, async () => {
    const sides = await startEchoes(bench)
    try {
      return await runRounds(sides, bench.settings, { inFlight, warmInFlight: Math.max(inFlight, 128) })
    } finally {
      for (const side of sides) await side.stop()
    }
  })

export const ECHO_WORK =
  'Echo of 256 bytes, every answer checked. Parley checks both schemas on both ways, sends statuses and counts; bare NATS sends bytes and checks nothing.'

export const seriesOf = (rounds: Rounds, pick: (sample: Sample) => number): Series[] =>
  [...rounds].map(([variant, samples]) => ({ variant, values: samples.map(pick) }))

export const perSecond = (rounds: Rounds, unit = 'interactions/s'): Measure => ({
  ...{ name: 'throughput', unit, better: 'more' },
  series: seriesOf(rounds, (sample) => sample.perSecond),
})

export const cpu = (rounds: Rounds, unit = 'µs CPU per interaction'): Measure => ({
  ...{ name: 'CPU of client, responder and broker', unit, better: 'less' },
  series: seriesOf(rounds, (sample) => sample.cpuUs.all),
})

/** Where the CPU time went, in one line for each variant. */
export function cpuNotes(rounds: Rounds): string[] {
  const mean = (samples: readonly Sample[], of: 'client' | 'responder' | 'broker') =>
    (samples.reduce((sum, { cpuUs }) => sum + cpuUs[of], 0) / samples.length).toFixed(1)
  return [...rounds].map(
    ([variant, samples]) =>
      `${variant}: client ${mean(samples, 'client')}, responder ${mean(samples, 'responder')}, broker ${mean(samples, 'broker')} µs CPU on average`,
  )
}
