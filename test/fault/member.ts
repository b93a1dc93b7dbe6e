import { connect, type RunningAgent, startAgent } from '@parley/runtime'
import { Ledger, ledger } from './ledger.ts'
import { camera, captioner, director } from './studio.ts'

/** What a process of a crew does: told by its one argument, as JSON. It ends with its parent. */
export type Orders = { readonly servers: string; readonly world: string; readonly name: string; readonly beatMs: number } & (
  | { readonly role: 'agent'; readonly file: string }
  | { readonly role: 'camera' }
  | { readonly role: 'director' }
  | { readonly role: 'captioner'; readonly file: string; readonly wires?: { readonly picture: string } }
  /** Asks for what is held, and stays. */
  | { readonly role: 'asker'; readonly action: 'hold' | 'relay'; readonly count: number }
  /** Reads one sample of a flood, looks away for five beats, and reads the rest. */
  | { readonly role: 'reader'; readonly samples: number; readonly bytes: number }
  /** Watches the world, busy for a while with each of so many updates. */
  | { readonly role: 'watcher'; readonly updates: number; readonly busyMs: number }
)

export type Report =
  | { readonly kind: 'ready'; readonly instance: string }
  | { readonly kind: 'read'; readonly count: number; readonly awayRss: number; readonly startRss: number }
  | { readonly kind: 'watched'; readonly seen: number; readonly missed: number }

const orders = JSON.parse(process.argv[2]!) as Orders
const report = (message: Report) => void process.send?.(message)
process.on('disconnect', () => process.exit(0))

/** Told to leave, it finishes what it has. */
function serve(agent: RunningAgent): void {
  process.once(
    'SIGTERM',
    () =>
      void agent
        .drain()
        .then(() => agent.close())
        .then(() => process.exit(0)),
  )
  report({ kind: 'ready', instance: agent.instance })
}

if (orders.role === 'agent' || orders.role === 'captioner')
  serve(await startAgent(orders.role === 'agent' ? ledger : captioner, { ...orders, config: { file: orders.file } }))
else if (orders.role === 'camera' || orders.role === 'director')
  serve(await startAgent(orders.role === 'camera' ? camera : director, orders))
else {
  const client = await connect(orders)
  if (orders.role === 'asker') {
    for (let n = 0; n < orders.count; n++) {
      if (orders.action === 'hold') client.send(client.peer(Ledger).hold, { n })
      else client.send(client.peer(Ledger, 'middle').relay, { n, to: 'ledger' })
    }
    report({ kind: 'ready', instance: client.instance })
  } else if (orders.role === 'watcher') {
    let [seen, missed] = [0, 0]
    const updates = client.watch()
    await client.survey() // the broker knows of the watch too
    report({ kind: 'ready', instance: client.instance })
    for await (const update of updates) {
      if ('missed' in update) missed += update.missed
      else seen++
      const untilMs = performance.now() + orders.busyMs
      while (performance.now() < untilMs);
      if (seen + missed >= orders.updates) break
    }
    report({ kind: 'watched', seen, missed })
  } else {
    const startRss = process.memoryUsage().rss
    let awayRss = startRss
    let count = 0
    for await (const _ of client.peer(Ledger).flood({ samples: orders.samples, bytes: orders.bytes })) {
      if (count++ > 0) continue
      await new Promise((done) => setTimeout(done, 5 * orders.beatMs))
      awayRss = process.memoryUsage().rss
    }
    report({ kind: 'read', count, awayRss, startRss })
  }
}
