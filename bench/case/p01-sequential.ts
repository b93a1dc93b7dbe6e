import { MOLECULER, PARLEY, REQUEST } from '../harness/echoes.ts'
import { AT_MOST_ONCE, type Case, goalOf, type Measure } from '../report/report.ts'
import { cpuNotes, ECHO_WORK, echoRounds, seriesOf } from './echo.ts'

export const P1: Case = {
  id: 'P1',
  title: 'One call after the other',
  async run(bench) {
    const rounds = await echoRounds(bench, 1)
    const p50: Measure = {
      ...{ name: 'time of a call, median', unit: 'µs', better: 'less' },
      series: seriesOf(rounds, ({ latencyUs }) => latencyUs!.p50),
    }
    const p99: Measure = {
      ...{ name: 'time of a call, 99th percentile', unit: 'µs', better: 'less' },
      series: seriesOf(rounds, ({ latencyUs }) => latencyUs!.p99),
    }
    return {
      ...{ id: this.id, title: this.title, work: ECHO_WORK, durability: AT_MOST_ONCE, notes: cpuNotes(rounds) },
      measures: [p50, p99],
      goals: [
        ...goalOf(p50, { of: PARLEY, to: REQUEST, text: 'median time, of request()', must: 1, moonshot: 0.75 }),
        ...goalOf(p50, { of: PARLEY, to: MOLECULER, text: 'median time, of Moleculer', must: 1 }),
      ],
    }
  },
}
