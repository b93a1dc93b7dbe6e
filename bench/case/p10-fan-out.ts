import { runRounds } from '../harness/rounds.ts'
import { program, type Side, startParley, startPlain } from '../harness/side.ts'
import { AT_MOST_ONCE, type Case, goalOf } from '../report/report.ts'
import { cpu, cpuNotes, perSecond } from './echo.ts'

const TARGETS = 8
/** 128 calls in all. */
const IN_FLIGHT = 16
/**
 * Node's compiler needs some ten thousand calls of each process. A responder gets one of eight here, and with all of them on few cores a slice that is
 * no faster than the one before says little: so both sides do as much as a responder of P2 has done before it is measured.
 */
const WARM_DONE = 40_000
const PARLEY = 'parley gather of 8'
const BARE = 'eight request() in parallel'
const PACKED = 'the same, packed by hand'

export const P10: Case = {
  id: 'P10',
  title: 'One question to 8 targets, all answers gathered',
  async run(bench) {
    const clientArgs = [String(TARGETS)]
    const agents = Object.fromEntries(Array.from({ length: TARGETS }, (_, i) => [`echo-${i + 1}`, 'echo.ts']))
    const sides: Side[] = []
    try {
      sides.push(await startParley(bench, { variant: PARLEY, agents, client: 'parley-fan.ts', clientArgs }))
      const files = { client: program('bare-fan.ts'), responder: program('bare-responder.ts') }
      sides.push(await startPlain(bench, { variant: BARE, ...files, clientArgs, responders: TARGETS }))
      const packed = { client: program('packed-fan.ts'), responder: program('packed-responder.ts') }
      sides.push(await startPlain(bench, { variant: PACKED, ...packed, clientArgs, responders: TARGETS }))
      const rounds = await runRounds(sides, bench.settings, { inFlight: IN_FLIGHT, warmDone: WARM_DONE })
      const throughput = perSecond(rounds, 'gatherings/s')
      return {
        ...{ id: this.id, title: this.title, durability: AT_MOST_ONCE, notes: cpuNotes(rounds) },
        work: `256 bytes to ${TARGETS} processes and back, ${IN_FLIGHT} gatherings in flight, every answer checked.`,
        measures: [throughput, cpu(rounds, 'µs CPU per gathering')],
        goals: goalOf(throughput, { of: PARLEY, to: BARE, text: 'throughput, of eight request()', must: 2 }),
      }
    } finally {
      for (const side of sides) await side.stop()
    }
  },
}
