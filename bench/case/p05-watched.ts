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
      watchers.push(await loop(bench, alone), await listener(bench, alone))
      if (bench.settings.peers) watchers.push(command(bench, alone))
      const sides = [alone, ...watchers.map(({ variant }) => ({ ...alone, variant }))]
      const around = async (side: Side) => watchers.find(({ variant }) => variant === side.variant)?.start(side)
      const rounds = await runRounds(sides, bench.settings, { inFlight: IN_FLIGHT, around })
      const throughput = perSecond(rounds)
      return {
        ...{ id: this.id, title: this.title, durability: AT_MOST_ONCE, measures: [throughput] },
        work: 'Echo of 256 bytes. A watcher is a fourth process on the same cores: what it takes, the others do not have. The bare listener looks at nothing of what it hears: the floor of whoever watches. The command writes JSON to another process, which reads it.',
        goals: goalOf(throughput, { of: WATCHED, to: PARLEY, text: 'throughput, of the same without a watcher', must: 0.8 }),
        notes: [...cpuNotes(rounds), ...watchers.map((watcher) => watcher.note())],
      }
    } finally {
      for (const watcher of watchers) await watcher.close()
      await alone.stop()
    }
  },
}

/** A loop over what `connection.watch()` gives. */
async function loop(bench: Bench, { world }: ParleySide): Promise<Watcher> {
  const watcher = await bench.party('watcher', program('parley-watcher.ts'))
  await watcher.ask('open', { url: bench.broker.url, name: world })
  let [seen, missed] = [0, 0]
  return {
    variant: WATCHED,
    async start() {
      await watcher.ask('start')
      return async () => {
        const told = await watcher.ask<{ seen: number; missed: number }>('stop')
        seen += told.seen
        missed += told.missed
      }
    },
    note() {
      if (seen === 0) throw new Error('the watcher saw nothing')
      return `${WATCHED}: its loop saw ${seen} transitions, and was told that it had missed ${missed}`
    },
    close: () => watcher.stop(),
  }
}

async function listener(bench: Bench, { world }: ParleySide): Promise<Watcher> {
  const watcher = await bench.party('listener', program('bare-watcher.ts'))
  await watcher.ask('open', { url: bench.broker.url, name: world })
  let heard = 0
  return {
    variant: HEARD,
    async start() {
      await watcher.ask('start')
      return async () => {
        heard += await watcher.ask<number>('stop')
      }
    },
    note() {
      if (heard === 0) throw new Error('the listener heard nothing')
      return `${HEARD}: it heard ${heard} messages`
    },
    close: () => watcher.stop(),
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
    note: () => `${SHOWN}: it counted ${missed} as missed`,
    close: () => watch.close(),
  }
}
