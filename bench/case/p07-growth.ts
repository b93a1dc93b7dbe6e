import type { Bench } from '../harness/bench.ts'
import { type Rounds, runRounds } from '../harness/rounds.ts'
import { program, type Side, startParley } from '../harness/side.ts'
import { AT_MOST_ONCE, type Case, goalOf, type Measure } from '../report/report.ts'
import { cpu, cpuNotes } from './echo.ts'
import { HOLDING } from './p06-memory.ts'

const FEW_OPEN = 100
/** The points of the curve, as far as a run goes. */
const OPEN = [FEW_OPEN, 1_000, 10_000, 100_000]
const FEW_AGENTS = 2

export const P7: Case = {
  id: 'P7',
  title: 'Growth: what a call costs when much is open, and when many agents are known',
  async run(bench) {
    const { open, agents } = bench.settings
    const at = OPEN.filter((count) => count <= open)
    const opened = await compare(bench, at, (count) => startHolding(bench, count))
    const known = await compare(bench, [FEW_AGENTS, agents], (count) => startKnowing(bench, count))
    const byOpen = { ...named(cpu(opened), 'while others are open'), over: { name: 'interactions open beside', at } }
    const byKnown = named(cpu(known), 'with agents known')
    const text = (what: string, few: number) => `CPU of a call, of that with ${few} ${what}`
    return {
      ...{ id: this.id, title: this.title, durability: AT_MOST_ONCE, measures: [byOpen, byKnown] },
      work: `Echo of 256 bytes, 128 in flight. Known: ${agents} agents that run in one process beside, each called once and monitored since.`,
      goals: [
        ...goalOf(byOpen, { of: variant(open), to: variant(FEW_OPEN), text: text('open', FEW_OPEN), must: 1.2 }),
        ...goalOf(byKnown, { of: variant(agents), to: variant(FEW_AGENTS), text: text('known', FEW_AGENTS), must: 1.1 }),
      ],
      notes: [...cpuNotes(opened), ...cpuNotes(known)],
    }
  },
}

const variant = (count: number) => `parley, ${count.toLocaleString('en')}`
const named = (measure: Measure, what: string): Measure => ({ ...measure, name: `${measure.name}, ${what}` })

async function compare(bench: Bench, counts: readonly number[], start: (count: number) => Promise<Side>): Promise<Rounds> {
  const sides: Side[] = []
  try {
    for (const count of counts) sides.push(await start(count))
    return await runRounds(sides, bench.settings, { inFlight: 128 })
  } finally {
    for (const side of sides) await side.stop()
  }
}

async function startHolding(bench: Bench, count: number): Promise<Side> {
  const side = await startParley(bench, { ...HOLDING, variant: variant(count) })
  // All sides have done the same before they are measured: only what they still hold differs.
  await side.client.ask('hold', bench.settings.open)
  await side.client.ask('release')
  await side.client.ask('hold', count)
  return side
}

/** The crowd runs beside both sides alike; they differ in how many of it the client knows. */
async function startKnowing(bench: Bench, count: number): Promise<Side> {
  const side = await startParley(bench, { variant: variant(count), agents: { echo: 'echo.ts' }, client: 'parley-knowing.ts' })
  const crowd = await bench.party('crowd', program('parley-crowd.ts'))
  await crowd.ask('open', { url: bench.broker.url, name: side.world, count })
  await side.client.ask('know', count)
  return {
    ...side,
    async stop() {
      await crowd.stop()
      await side.stop()
    },
  }
}
