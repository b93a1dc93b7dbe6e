import { PARLEY, REQUEST } from '../harness/echoes.ts'
import { AT_MOST_ONCE, type Case, goalOf } from '../report/report.ts'
import { cpu, cpuNotes, ECHO_WORK, echoRounds } from './echo.ts'

export const P4: Case = {
  id: 'P4',
  title: 'CPU of an interaction, 128 in flight',
  async run(bench) {
    const rounds = await echoRounds(bench, 128)
    const used = cpu(rounds)
    return {
      ...{ id: this.id, title: this.title, work: ECHO_WORK, durability: AT_MOST_ONCE, notes: cpuNotes(rounds) },
      measures: [used],
      goals: goalOf(used, { of: PARLEY, to: REQUEST, text: 'CPU of all three processes, of request()', must: 0.45, moonshot: 0.3 }),
    }
  },
}
