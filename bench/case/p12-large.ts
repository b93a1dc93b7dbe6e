import { installPeer, peerFile } from '../harness/peers.ts'
import { runRounds } from '../harness/rounds.ts'
import { type Side, startParley, startPlain } from '../harness/side.ts'
import { type Case, goalOf } from '../report/report.ts'
import { cpuNotes, perSecond } from './echo.ts'

const SIZE = 4 * 2 ** 20
const PARLEY = 'parley claim check'
const BARE = 'object store put and get'
const PEER = 'object-store'

export const P12: Case = {
  id: 'P12',
  title: 'A payload of 4 MiB by claim check',
  async run(bench) {
    const clientArgs = [String(SIZE)]
    const notes: string[] = []
    const sides: Side[] = []
    try {
      const parley = await startParley(bench, { variant: PARLEY, agents: { weigher: 'weigher.ts' }, client: 'parley-large.ts', clientArgs })
      sides.push(parley)
      const chunks = await parley.client.ask<number>('chunks')
      notes.push(`${PARLEY}: ${chunks > 0 ? `${chunks} chunks a payload` : 'this broker has no JetStream, so larger messages are refused'}`)
      if (bench.settings.peers) {
        await installPeer(PEER)
        const files = { client: peerFile(PEER, 'client.mjs'), responder: peerFile(PEER, 'responder.mjs') }
        sides.push(await startPlain(bench, { variant: BARE, ...files, clientArgs }))
      } else notes.push(`${BARE}: not part of a quick run`)
      const able = chunks > 0 ? sides : sides.filter(({ variant }) => variant !== PARLEY)
      const rounds = await runRounds(able, bench.settings, { inFlight: 1 })
      const throughput = perSecond(rounds, 'payloads/s')
      return {
        ...{ id: this.id, title: this.title, durability: 'the payload on disk, one replica; the interaction at most once' },
        work: 'The client stores 4 MiB of new bytes, the other end fetches them and says what they were. One at a time.',
        measures: able.length > 0 ? [throughput] : [],
        goals: goalOf(throughput, { of: PARLEY, to: BARE, text: 'throughput, of bare', must: 0.8 }),
        notes: [...notes, ...cpuNotes(rounds)],
      }
    } finally {
      for (const side of sides) await side.stop()
    }
  },
}
