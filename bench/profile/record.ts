import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import type { HeapProfiler, Profiler } from 'node:inspector'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Bench } from '../harness/bench.ts'
import { type Rounds, runRounds } from '../harness/rounds.ts'
import { type Side, startParley } from '../harness/side.ts'
import { mainThreadMs } from '../harness/usage.ts'
import type { ProfileFiles } from '../program/parley-recorded.ts'
import type { Recording } from '../program/recorder.ts'
import { allocationsOf, type Call, callsOf } from './call.ts'
import { sources } from './source.ts'
import { type Sum, sumOf } from './sum.ts'

export const ENDS = ['client', 'responder'] as const
export type End = (typeof ENDS)[number]

/** A slice with nothing recorded, in every round: what recording itself costs. */
export const NOTHING = 'not recorded'
const RECORDINGS: readonly Recording[] = ['cpu', 'allocated', 'survived']
const IN_FLIGHT = 128

/** What one end did: in the slice of every round, and in all of them together. */
interface Recorded {
  readonly each: readonly Sum[]
  readonly whole: Sum
}

export interface Recordings {
  readonly rounds: Rounds
  of(what: Recording, end: End): Recorded
  /** CPU time of the thread that runs JavaScript, in every slice with nothing recorded. */
  readonly mainThreadMs: Readonly<Record<End, readonly number[]>>
}

/** An agent and its client in slices in turn, recorded in one way or another, or not at all. */
export async function record(bench: Bench): Promise<Recordings> {
  const dir = mkdtempSync(join(tmpdir(), 'parley-bench-profile-'))
  process.once('exit', () => rmSync(dir, { recursive: true, force: true }))
  const side = await startParley(bench, { agents: { echo: 'recorded.ts' }, client: 'parley-recorded.ts' })
  try {
    return await take(bench, side, { client: join(dir, 'client.json'), responder: join(dir, 'responder.json') })
  } finally {
    await side.stop()
  }
}

async function take({ settings }: Bench, side: Side, files: ProfileFiles): Promise<Recordings> {
  const { client, responders } = side
  const pids: Record<End, number> = { client: client.pid, responder: responders[0]! }
  const taken = new Map<string, Call[]>()
  const start = async (what: Recording) => {
    await client.ask('start', what)
    return async () => {
      await client.ask('stop', files)
      for (const end of ENDS) taken.set(keyOf(what, end), [...(taken.get(keyOf(what, end)) ?? []), read(what, files[end])])
    }
  }
  const mainMs: Record<End, number[]> = { client: [], responder: [] }
  const watch = async () => {
    const before = ENDS.map((end) => mainThreadMs(pids[end]))
    return async () => ENDS.forEach((end, i) => void mainMs[end].push(mainThreadMs(pids[end]) - before[i]!))
  }
  // Code that was compiled while nothing was recorded does not tell what was inlined into it.
  const stop = await start('cpu')
  await client.ask('slice', { inFlight: IN_FLIGHT, ms: 2 * settings.warmMs })
  await stop()
  taken.clear()
  const sides = [NOTHING, ...RECORDINGS].map((variant) => ({ ...side, variant }))
  const rounds = await runRounds(sides, settings, {
    inFlight: IN_FLIGHT,
    around: async ({ variant }, warming) => (warming ? undefined : variant === NOTHING ? watch() : start(variant as Recording)),
  })
  const placeOf = sources()
  const recorded = new Map(
    [...taken].map(([key, calls]) => [key, { each: calls.map((call) => sumOf([call], placeOf)), whole: sumOf(calls, placeOf) }]),
  )
  return { rounds, mainThreadMs: mainMs, of: (what, end) => recorded.get(keyOf(what, end))! }
}

const keyOf = (what: Recording, end: End): string => `${what} ${end}`

function read(what: Recording, file: string): Call {
  const profile: unknown = JSON.parse(readFileSync(file, 'utf8'))
  return what === 'cpu' ? callsOf(profile as Profiler.Profile) : allocationsOf(profile as HeapProfiler.SamplingHeapProfile)
}
