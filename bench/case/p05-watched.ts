import { PARLEY, startEcho } from '../harness/echoes.ts'
import { runRounds } from '../harness/rounds.ts'
import { program } from '../harness/side.ts'
import { AT_MOST_ONCE, type Case, goalOf } from '../report/report.ts'
import { cpuNotes, perSecond } from './echo.ts'

const WATCHED = 'parley, watched'

/** The same agents and the same client, in slices with a watcher and without: only the watching differs. */
export const P5: Case = {
  id: 'P5',
  title: '128 calls in flight, and somebody watches every status in the world',
  async run(bench) {
    const alone = await startEcho(bench)
    const watcher = await bench.party('watcher', program('parley-watcher.ts'))
    await watcher.ask('open', { url: bench.broker.url, name: alone.world })
    let seen = 0
    let missed = 0
    try {
      const rounds = await runRounds([alone, { ...alone, variant: WATCHED }], bench.settings, {
        inFlight: 128,
        around: async ({ variant }) => {
          if (variant !== WATCHED) return undefined
          await watcher.ask('start')
          return async () => {
            const told = await watcher.ask<{ seen: number; missed: number }>('stop')
            seen += told.seen
            missed += told.missed
          }
        },
      })
      if (seen === 0) throw new Error('the watcher saw nothing')
      const throughput = perSecond(rounds)
      return {
        ...{ id: this.id, title: this.title, durability: AT_MOST_ONCE, measures: [throughput] },
        work: 'Echo of 256 bytes. The watcher is a fourth process on the same cores: what it takes, the others do not have.',
        goals: goalOf(throughput, { of: WATCHED, to: PARLEY, text: 'throughput, of the same without a watcher', must: 0.8 }),
        notes: [...cpuNotes(rounds), `the watcher saw ${seen} transitions; its loop was told that it had missed ${missed}`],
      }
    } finally {
      await watcher.stop()
      await alone.stop()
    }
  },
}
