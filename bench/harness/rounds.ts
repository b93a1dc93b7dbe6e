import type { Slice, SliceOrder } from '../program/slice.ts'
import type { Settings } from './settings.ts'
import type { Side } from './side.ts'
import { cpuMs } from './usage.ts'

/** What one slice of one variant showed. */
export interface Sample {
  /** Units of work. */
  readonly done: number
  readonly perSecond: number
  /** CPU time of each, in microseconds for each unit of work. */
  readonly cpuUs: { readonly client: number; readonly responder: number; readonly broker: number; readonly all: number }
  readonly latencyUs?: { readonly p50: number; readonly p99: number }
}

/** The samples of every variant, one for each round. */
export type Rounds = ReadonlyMap<string, readonly Sample[]>

export interface RoundOptions {
  readonly inFlight: number
  /** Calls in flight while it warms up, when not the same: one after the other takes long to warm anything. */
  readonly warmInFlight?: number
  /** What is done at least before the first round, when work that takes long must be warm. */
  readonly warmDone?: number
  /** Before and after each slice of a side, those in which it warms up included: what is a part of its work and not of the slice. */
  readonly around?: (side: Side, warming: boolean) => Promise<(() => Promise<void>) | undefined>
}

/**
 * Slices of all variants in turn, round after round, so that whatever slows the machine down for a while meets all of them.
 * Every round begins with another variant: none always follows the same one.
 */
export async function runRounds(
  sides: readonly Side[],
  settings: Settings,
  { inFlight, warmInFlight = inFlight, warmDone = 0, around }: RoundOptions,
): Promise<Rounds> {
  const samples = new Map<string, Sample[]>(sides.map(({ variant }) => [variant, []]))
  const slice = async (side: Side, order: SliceOrder, warming: boolean) => {
    const after = await around?.(side, warming)
    const sample = await measure(side, order)
    await after?.()
    return sample
  }
  const warmOrder = { inFlight: warmInFlight, ms: settings.warmMs }
  await warmUp(sides, (side) => slice(side, warmOrder, true), warmDone)
  for (let round = 0; round < settings.rounds; round++) {
    progress(`round ${round + 1} of ${settings.rounds}`)
    const first = round % sides.length
    for (const side of [...sides.slice(first), ...sides.slice(0, first)]) {
      samples.get(side.variant)!.push(await slice(side, { inFlight, ms: settings.sliceMs }, false))
    }
  }
  progress('')
  return samples
}

/** A slice that is not this much faster than the best before it is warm. */
const FASTER = 1.05
const WARM_SLICES = 8

/** In turn, until none gets faster, and each has done `least`: one that rests while others warm up gives up what it has made fast, and its heap. */
async function warmUp(sides: readonly Side[], slice: (side: Side) => Promise<Sample>, least: number): Promise<void> {
  const all = sides.map((side) => ({ side, best: 0, done: 0, warm: false }))
  for (let i = 0; i < WARM_SLICES || all.some(({ done }) => done < least); i++) {
    progress(`warming up: ${all.filter(({ warm }) => !warm).map(({ side }) => side.variant)}`)
    for (const one of all) {
      const { perSecond, done } = await slice(one.side)
      one.done += done
      one.warm ||= i > 0 && one.done >= least && perSecond < FASTER * one.best
      one.best = Math.max(one.best, perSecond)
    }
    if (all.every(({ warm }) => warm)) return
  }
}

async function measure({ client, responders, broker }: Side, order: SliceOrder): Promise<Sample> {
  const pids = { client: [client.pid], responder: responders, broker: broker === undefined ? [] : [broker] }
  const usedMs = () => [pids.client, pids.responder, pids.broker].map((of) => of.reduce((sum, pid) => sum + cpuMs(pid), 0))
  const before = usedMs()
  const { done, elapsedMs, latencyUs } = await client.ask<Slice>('slice', order)
  const after = usedMs()
  const [forClient, forResponder, forBroker] = after.map((ms, i) => (1_000 * (ms - before[i]!)) / done) as [number, number, number]
  return {
    done,
    perSecond: (1_000 * done) / elapsedMs,
    cpuUs: { client: forClient, responder: forResponder, broker: forBroker, all: forClient + forResponder + forBroker },
    ...(latencyUs && { latencyUs }),
  }
}

/** One line that is written over, for a person only. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`)
}
