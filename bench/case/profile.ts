import { spreadOf } from '../harness/figures.ts'
import { ENDS, type End, NOTHING, type Recordings, record } from '../profile/record.ts'
import { OTHER_THREADS } from '../profile/steps.ts'
import type { FunctionSum, Sum } from '../profile/sum.ts'
import type { Recording } from '../program/recorder.ts'
import { AT_MOST_ONCE, type Case, type Measure, type Series } from '../report/report.ts'
import { amount, columns } from '../report/table.ts'

const HEAVIEST = 15
const EACH = { unit: 'bytes per interaction', better: 'less' } as const

export const PROFILE: Case = {
  id: 'profile',
  title: 'What each step of an interaction costs, 128 in flight',
  async run(bench) {
    const recordings = await record(bench)
    const times = ENDS.map((end) => timeOf(recordings, end))
    const bytes = bytesOf(recordings)
    return {
      ...{ id: this.id, title: this.title, durability: AT_MOST_ONCE, goals: [] },
      work: 'Echo of 256 bytes, every answer checked. In both processes node samples where time goes and what is made on the heap, in slices of their own.',
      measures: [...times, bytes, ...ENDS.map((end) => madeOf(recordings, end))],
      notes: [
        'The shares are those of slices that are recorded, the µs those of slices that are not: recording costs time itself.',
        ...ENDS.map((end) => costOf(recordings, end)),
        ...ENDS.flatMap((end, i) => [
          ...listed(`${end}, µs`, recordings.of('cpu', end).whole, mainUsOf(times[i]!)),
          ...listed(`${end}, bytes made`, recordings.of('allocated', end).whole, bytesEach(recordings, 'allocated', end)),
          ...listed(`${end}, bytes outliving`, recordings.of('survived', end).whole, bytesEach(recordings, 'survived', end)),
        ]),
      ],
    }
  },
}

/** The profile divides the thread that runs JavaScript; the others are what the kernel counts beside. */
function timeOf({ rounds, of, mainThreadMs }: Recordings, end: End): Measure {
  const plain = rounds.get(NOTHING)!
  const steps = of('cpu', end).each.map((sum, i) => {
    const { done, cpuUs } = plain[i]!
    const mainUs = (1_000 * mainThreadMs[end][i]!) / done
    return new Map([...scaled(sum, mainUs / sum.total), [OTHER_THREADS, Math.max(0, cpuUs[end] - mainUs)]])
  })
  return { name: `CPU of the ${end}, by step`, unit: 'µs per interaction', better: 'less', series: bySize(steps) }
}

const mainUsOf = ({ series }: Measure): number =>
  series.reduce((sum, { variant, values }) => sum + (variant === OTHER_THREADS ? 0 : median(values)), 0)

function madeOf({ rounds, of }: Recordings, end: End): Measure {
  const steps = of('allocated', end).each.map((sum, i) => scaled(sum, 1 / rounds.get('allocated')![i]!.done))
  return { ...EACH, name: `made on the heap of the ${end}, by step`, series: bySize(steps) }
}

function bytesOf({ rounds, of }: Recordings): Measure {
  const one = (end: End, what: Recording, words: string): Series => ({
    variant: `${end}, ${words}`,
    values: of(what, end).each.map(({ total }, i) => total / rounds.get(what)![i]!.done),
  })
  const series = ENDS.flatMap((end) => [one(end, 'allocated', 'made'), one(end, 'survived', 'outlives')])
  return { ...EACH, name: 'made on the heap, and what of it outlives the young generation', series }
}

const bytesEach = ({ rounds, of }: Recordings, what: Recording, end: End): number =>
  of(what, end).whole.total / rounds.get(what)!.reduce((sum, { done }) => sum + done, 0)

const scaled = ({ steps }: Sum, by: number): Map<string, number> => new Map([...steps].map(([step, self]) => [step, self * by]))

/** One series for each step, the heaviest first; those that most rounds saw nothing of are left out. */
function bySize(rounds: readonly ReadonlyMap<string, number>[]): Series[] {
  const steps = [...new Set(rounds.flatMap((round) => [...round.keys()]))]
  const series = steps.map((variant) => ({ variant, values: rounds.map((round) => round.get(variant) ?? 0) }))
  return series.filter(({ values }) => median(values) > 0).sort((one, other) => median(other.values) - median(one.values))
}

const median = (values: readonly number[]): number => spreadOf(values).median

function costOf({ rounds }: Recordings, end: End): string {
  const us = (variant: string) => amount(median(rounds.get(variant)!.map(({ cpuUs }) => cpuUs[end])))
  return `${end}: ${us(NOTHING)} µs CPU per interaction in all, ${us('cpu')} while a profiler runs`
}

function listed(what: string, { functions, total }: Sum, all: number): string[] {
  const row = ({ name, step, self, file, line }: FunctionSum) => [
    ...[amount((self / total) * all), `${((100 * self) / total).toFixed(1)} %`],
    ...[name, file ? `${file}:${line}` : 'native', step],
  ]
  const head = [what, 'share', 'function', 'where', 'step']
  return ['', ...columns([head, ...functions.slice(0, HEAVIEST).map(row)], [2, 3, 4])]
}
