import type { Bench } from '../harness/bench.ts'
import { PARLEY, startEcho } from '../harness/echoes.ts'
import { runRounds } from '../harness/rounds.ts'
import { type ParleySide, program, type Side } from '../harness/side.ts'
import { WatchCommand } from '../harness/watch-command.ts'
import { AT_MOST_ONCE, type Case, goalOf } from '../report/report.ts'
import { cpuNotes, perSecond } from './echo.ts'

const WATCHED = 'parley, watched'
const HEARD = 'parley, a bare listener'
const SHOWN = 'parley watch --json'
const IN_FLIGHT = 128

/** Somebody who watches during the slices of one variant, and no others. */
interface Watcher {
  readonly variant: string
  start(side: Side): Promise<() => Promise<void>>
  note(): string
  close(): Promise<void> | void
}

/** The same agents and the same client, in slices with a watcher and without: only the watching differs. */
export const P5: Case = {
  id: 'P5',
  title: '128 calls in flight, and somebody watches every status in the world',
  async run(bench) {
    const alone = await startEcho(bench)
    const watchers: Watcher[] = []
    try {
      watchers.push(await listener(bench, alone, WATCHED, 'parley-watcher.ts')) // transitions
      watchers.push(await listener(bench, alone, HEARD, 'bare-watcher.ts')) // messages
      if (bench.settings.peers) watchers.push(command(bench, alone))
      const sides = [alone, ...watchers.map(({ variant }) => ({ ...alone, variant }))]
      const around = async (side: Side) => watchers.find(({ variant }) => variant === side.variant)?.start(side)
      const rounds = await runRounds(sides, bench.settings, { inFlight: IN_FLIGHT, around })
      const throughput = perSecond(rounds)
      return {
        ...{ id: this.id, title: this.title, durability: AT_MOST_ONCE, measures: [throughput] },
        work: 'Echo of 256 bytes. A watcher is a fourth process on the same cores: what it takes, the others do not have. It hears transitions, one by one in a loop. The bare listener hears messages and looks at nothing of them: the floor of whoever watches. The command writes JSON to another process, which reads it.',
        goals: goalOf(throughput, { of: WATCHED, to: PARLEY, text: 'throughput, of the same without a watcher', must: 0.8 }),
        notes: [...cpuNotes(rounds), ...watchers.map((watcher) => watcher.note())],
      }
    } finally {
      for (const watcher of watchers) await watcher.close()
      await alone.stop()
    }
  },
}

/** A program that counts what it hears, and stays: it listens only while it is told to. */
async function listener(bench: Bench, { world }: ParleySide, variant: string, file: string): Promise<Watcher> {
  const party = await bench.party(variant, program(file))
  await party.ask('open', { url: bench.broker.url, name: world })
  let [seen, missed] = [0, 0]
  return {
    variant,
    async start() {
      await party.ask('start')
      return async () => {
        const told = await party.ask<{ seen: number; missed: number }>('stop')
        seen += told.seen
        missed += told.missed
      }
    },
    note() {
      if (seen === 0) throw new Error(`${variant}: nothing was heard`)
      return `${variant}: ${seen} were heard, ${missed} counted as missed`
    },
    close: () => party.stop(),
  }
}

/** Started anew for each slice, and warm before it: a subscription that stays would have to be served in the others too. */
function command(bench: Bench, { world }: ParleySide): Watcher {
  const watch = new WatchCommand(bench.broker.url, world)
  let missed = 0
  return {
    variant: SHOWN,
    async start({ client }) {
      const stop = await watch.start()
      await client.ask('slice', { inFlight: IN_FLIGHT, ms: bench.settings.warmMs })
      return async () => {
        missed += await stop()
      }
    },
    note: () => `${SHOWN}: ${missed} were counted as missed`,
    close: () => watch.close(),
  }
}
