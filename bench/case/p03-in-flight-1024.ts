import { MOLECULER, PARLEY, REQUEST } from '../harness/echoes.ts'
import { AT_MOST_ONCE, type Case, goalOf } from '../report/report.ts'
import { cpuNotes, ECHO_WORK, echoRounds, perSecond } from './echo.ts'

export const P3: Case = {
  id: 'P3',
  title: '1,024 calls in flight',
  async run(bench) {
    const rounds = await echoRounds(bench, 1_024)
    const throughput = perSecond(rounds)
    return {
      ...{ id: this.id, title: this.title, work: ECHO_WORK, durability: AT_MOST_ONCE, notes: cpuNotes(rounds) },
      measures: [throughput],
      goals: [
        ...goalOf(throughput, { of: PARLEY, to: REQUEST, text: 'throughput, of request()', must: 3, moonshot: 5 }),
        ...goalOf(throughput, { of: PARLEY, to: MOLECULER, text: 'throughput, of Moleculer', must: 2.3, moonshot: 4 }),
      ],
    }
  },
}
