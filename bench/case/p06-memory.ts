import type { Bench } from '../harness/bench.ts'
import { spreadOf } from '../harness/figures.ts'
import { type Side, startParley } from '../harness/side.ts'
import { memoryKiB } from '../harness/usage.ts'
import { AT_MOST_ONCE, type Case, type Goal, type Measure, type Report } from '../report/report.ts'

export const HOLDING = { agents: { 'holder-1': 'holder.ts', 'holder-2': 'holder.ts' }, client: 'parley-holding.ts' } as const

/** Bytes once everything that is garbage has been collected: of the heap, exactly; of the process, by the kernel, with what the collector keeps for later. */
type Reading = Readonly<Record<Part, number>>
const PARTS = ['client, heap', 'client, process', 'two agents, heap', 'two agents, process'] as const
type Part = (typeof PARTS)[number]

const PART = 50_000
const MAX_BYTES = 2_048
const MAX_GROWTH_MIB = 20

export const P6: Case = {
  id: 'P6',
  title: 'Memory: of interactions that are open, and after many that are done',
  async run(bench) {
    const side = await startParley(bench, HOLDING)
    try {
      return report(bench, await look(bench, side))
    } finally {
      await side.stop()
    }
  },
}

async function look({ settings: { open, done } }: Bench, side: Side) {
  const first = done / 10
  await call(side, first / 2)
  const before = await read(side)
  await side.client.ask('hold', open)
  const holding = await read(side)
  await side.client.ask('release')
  const released = await read(side)
  await call(side, first / 2)
  const few = await read(side)
  await call(side, done - first)
  return { before, holding, released, few, many: await read(side) }
}

/** A part after the other: none may take longer than a party's patience. */
async function call({ client }: Side, count: number): Promise<void> {
  for (let left = count; left > 0; left -= PART) await client.ask('calls', Math.min(left, PART))
}

async function read({ client, responders }: Side): Promise<Reading> {
  const heap = await client.ask<{ client: number; agents: number[] }>('collect')
  const sum = (all: readonly number[]) => all.reduce((one, other) => one + other)
  return {
    'client, heap': heap.client,
    'client, process': memoryKiB(client.pid) * 1_024,
    'two agents, heap': sum(heap.agents),
    'two agents, process': sum(responders.map(memoryKiB)) * 1_024,
  }
}

function report({ settings: { open, done } }: Bench, { before, holding, released, few, many }: Awaited<ReturnType<typeof look>>): Report {
  const count = (n: number) => n.toLocaleString('en')
  const seriesOf = (value: (part: Part) => number) => PARTS.map((part) => ({ variant: `parley ${part}`, values: [value(part)] }))
  const each: Measure = {
    ...{ name: `memory of one of ${count(open)} open interactions`, unit: 'bytes', better: 'less' },
    series: seriesOf((part) => (holding[part] - before[part]) / open),
  }
  const growth: Measure = {
    ...{ name: `growth from ${count(done / 10)} done to ${count(done)}`, unit: 'MiB', better: 'less' },
    series: seriesOf((part) => (many[part] - few[part]) / 2 ** 20),
  }
  const goals = ({ series }: Measure, what: string, must: number): Goal[] =>
    series.map(({ variant, values }) => ({ text: `${what}, ${variant}`, better: 'less', measured: spreadOf(values), must }))
  const line = (what: string, reading: Reading) =>
    `${what}: ${PARTS.map((part) => `${part} ${(reading[part] / 2 ** 20).toFixed(1)}`).join('; ')} MiB`
  return {
    ...{ id: 'P6', title: P6.title, durability: AT_MOST_ONCE, measures: [each, growth] },
    work: 'One client and two agents (one instance takes 90,000) whose handlers run and wait. Each is asked to collect its garbage before it is read.',
    method: 'one run',
    goals: [...goals(each, 'bytes of an open one', MAX_BYTES), ...goals(growth, 'MiB grown', MAX_GROWTH_MIB)],
    notes: [
      line('before', before),
      line(`${count(open)} open`, holding),
      line('all released', released),
      line(`${count(done / 10)} done`, few),
      line(`${count(done)} done`, many),
    ],
  }
}
