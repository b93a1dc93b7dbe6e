import type { Bench } from '../harness/bench.ts'
import { runRounds } from '../harness/rounds.ts'
import { program, type Side, startParley, startPlain } from '../harness/side.ts'
import { AT_MOST_ONCE, type Case, type Goal, goalOf, type Measure } from '../report/report.ts'
import { cpuNotes, perSecond } from './echo.ts'

const PARLEY = 'parley stream'
const BARE = 'nats publish and subscribe'
const PACKED = 'the same, packed by hand'

interface Kind {
  readonly size: number
  /** Samples of one stream: no more than the broker keeps for one client, for the bare reader has no credits. */
  readonly count: number
  readonly must: number
  readonly text: string
}

const KINDS: readonly Kind[] = [
  { size: 256, count: 50_000, must: 0.7, text: '256 B' },
  { size: 16 * 1_024, count: 2_000, must: 0.9, text: '16 KiB' },
]

export const P9: Case = {
  id: 'P9',
  title: 'A stream of samples',
  async run(bench) {
    const measures: Measure[] = []
    const goals: Goal[] = []
    const notes = ['a gap ends the stream with an error, on both sides']
    for (const { text, must, ...kind } of KINDS) {
      const sides = await start(bench, kind)
      try {
        const credits = await sides[0]!.client.ask<number>('credits')
        if (credits === 0) throw new Error('no credit was given')
        notes.push(`${text}: the reader gives ${credits} credits in a stream of ${kind.count.toLocaleString('en')}`)
        const rounds = await runRounds(sides, bench.settings, { inFlight: 1 })
        const measure = { ...perSecond(rounds, 'samples/s'), name: `samples of ${text}` }
        measures.push(measure)
        goals.push(...goalOf(measure, { of: PARLEY, to: BARE, text: `samples of ${text}, of bare`, must }))
        notes.push(...cpuNotes(rounds).map((note) => `${text}, ${note}`))
      } finally {
        for (const side of sides) await side.stop()
      }
    }
    return {
      ...{ id: this.id, title: this.title, durability: AT_MOST_ONCE, measures, goals, notes },
      work: 'One stream after the other, read to its end; number and size of every sample checked. Parley checks the schema of each too, and numbers them itself. Packed by hand: bare, but each sample written and read by the same codec.',
    }
  },
}

async function start(bench: Bench, { count, size }: { count: number; size: number }): Promise<Side[]> {
  const clientArgs = [String(count), String(size)]
  const bare = { client: program('bare-subscriber.ts'), responder: program('bare-publisher.ts') }
  return [
    await startParley(bench, { variant: PARLEY, agents: { streamer: 'streamer.ts' }, client: 'parley-stream.ts', clientArgs }),
    await startPlain(bench, { variant: BARE, ...bare, clientArgs }),
    await startPlain(bench, { variant: PACKED, ...bare, clientArgs: [...clientArgs, 'packed'] }),
  ]
}
