import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Network } from '@parley/runtime/network'
import type { Bench } from '../harness/bench.ts'
import { spreadOf } from '../harness/figures.ts'
import type { Party } from '../harness/party.ts'
import { program } from '../harness/side.ts'
import { memoryKiB } from '../harness/usage.ts'
import { Echo } from '../program/agent/echo.ts'
import { checkPayload, payloadOf } from '../program/payload.ts'
import { AT_MOST_ONCE, type Case, goalOf, type Measure, type Series } from '../report/report.ts'

const NODE = 'node -e 0, to its end'
const AGENT = 'parley agent'
const BARE = 'bare node that connects'
/** As many as the runtime's supervisor starts at once. */
const AT_ONCE = Math.max(4, 2 * availableParallelism())
/** Until nothing of the start is still underway. */
const SETTLE_MS = 1_000

export const P8: Case = {
  id: 'P8',
  title: 'Processes: how fast they are there, and what they take',
  async run(bench) {
    const { fleet, rounds } = bench.settings
    const times = { [NODE]: [] as number[], [AGENT]: [] as number[] }
    const ready = { [BARE]: [] as number[], [AGENT]: [] as number[] }
    const memory = { [BARE]: [] as number[], [AGENT]: [] as number[] }
    for (let round = 0; round < rounds; round++) {
      times[NODE].push(await bareNodeMs())
      times[AGENT].push(await firstAnswerMs(bench))
      for (const [variant, start] of [
        [BARE, startBareFleet],
        [AGENT, startAgents],
      ] as const) {
        const started = await start(bench, fleet)
        ready[variant].push(started.tookMs)
        memory[variant].push(started.mibEach)
      }
    }
    const first: Measure = {
      name: 'from the start of the process to the first answer',
      unit: 'ms',
      better: 'less',
      series: seriesOf(times),
    }
    const all: Measure = { name: `until ${fleet} are ready`, unit: 'ms', better: 'less', series: seriesOf(ready) }
    const each: Measure = { name: `memory of one of ${fleet}`, unit: 'MiB, proportional', better: 'less', series: seriesOf(memory) }
    return {
      method: `${rounds} rounds`,
      ...{ id: this.id, title: this.title, durability: AT_MOST_ONCE, measures: [first, all, each] },
      work: `Agents by launch(), counted from the start of their process: the bundle is made before. Of both kinds ${AT_ONCE} start at once.`,
      goals: [
        ...goalOf(first, { of: AGENT, to: NODE, text: 'first answer, of a node that does nothing', must: 2 }),
        ...goalOf(all, { of: AGENT, to: BARE, text: `${fleet} ready, of bare nodes that connect`, must: 2 }),
        { text: 'MiB an agent', better: 'less', measured: spreadOf(memory[AGENT]), must: 16 },
      ],
      notes: [],
    }
  },
}

const seriesOf = (values: Record<string, number[]>): Series[] => Object.entries(values).map(([variant, one]) => ({ variant, values: one }))

async function bareNodeMs(): Promise<number> {
  const startMs = performance.now()
  await once(spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }), 'exit')
  return performance.now() - startMs
}

/** A network, and when its first process was started. */
async function launched(bench: Bench, instances: number): Promise<{ network: Network; startMs: number }> {
  let startMs = 0
  const echo = { module: program('agent/echo.ts'), instances }
  const network = await bench.network(bench.newName('bench'), { echo }, ({ kind }) => {
    if (kind === 'starting') startMs ||= performance.now()
  })
  return { network, startMs }
}

async function firstAnswerMs(bench: Bench): Promise<number> {
  const { network, startMs } = await launched(bench, 1)
  await using _ = network
  checkPayload(1, await network.client.peer(Echo).echo(payloadOf(1)))
  return performance.now() - startMs
}

async function startAgents(bench: Bench, count: number): Promise<{ tookMs: number; mibEach: number }> {
  const { network, startMs } = await launched(bench, count)
  await using _ = network
  const tookMs = performance.now() - startMs
  return { tookMs, mibEach: await mibOfEach(network.agents.map(({ pid }) => pid!)) }
}

async function startBareFleet(bench: Bench, count: number): Promise<{ tookMs: number; mibEach: number }> {
  const name = bench.newName('bench-fleet')
  const file = program('bare-responder.ts')
  await (await bench.party('built before', file)).stop()
  const parties: Party[] = []
  let left = count
  const lane = async () => {
    while (left-- > 0) {
      const party = await bench.party('bare node', file)
      parties.push(party)
      await party.ask('open', { url: bench.broker.url, name })
    }
  }
  const startMs = performance.now()
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, lane))
    const tookMs = performance.now() - startMs
    return { tookMs, mibEach: await mibOfEach(parties.map(({ pid }) => pid)) }
  } finally {
    await Promise.all(parties.map((party) => party.stop()))
  }
}

async function mibOfEach(pids: readonly number[]): Promise<number> {
  await sleep(SETTLE_MS)
  return pids.reduce((sum, pid) => sum + memoryKiB(pid), 0) / 1_024 / pids.length
}
