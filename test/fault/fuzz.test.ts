import { encode, subjectsOf } from '@parley/protocol'
import { connect } from '@parley/runtime'
import { startBroker } from '@parley/runtime/testing'
import { expect, test } from 'vitest'
import { connectNats } from '../../packages/runtime/src/bus/nats-bus.ts'
import { Chance } from './chance.ts'
import { BEAT_MS, Crew } from './crew.ts'
import { figures } from './figures.ts'
import { Ledger, read } from './ledger.ts'
import { Tally } from './tally.ts'

const MESSAGES = 50_000
const CALLS = 2_000

/** Messages that are well formed, to be spoiled: a little of everything that the wire knows. */
const SOUND: Record<string, unknown>[] = [
  { v: 1, id: 'x1', requester: 'mallory', requesterInstance: 'i1', action: 'note', args: { n: -5 }, numSteps: -1, createdAt: 1 },
  { v: 1, by: 'ledger', instance: 'i1', seq: 3, status: 'completed', transitions: [['completed', 1]], reason: 'ok', result: 1 },
  { v: 1, by: 'ledger', instance: 'i1', requester: 'mallory', ack: { op: 'query', ok: true, held: true } },
  { v: 1, pack: [{ v: 1, id: 'x1', by: 'ledger', instance: 'i1', seq: 0, status: 'running', transitions: [] }] },
  { v: 1, op: 'cancel', id: 'x1', requester: 'mallory', senderInstance: 'i1' },
  { v: 1, op: 'list', id: 'x1', requester: 'mallory', senderInstance: 'i1' },
  { v: 1, tag: 0, data: [1, 2, 3] },
  { v: 1, kind: 'beat', beatMs: 1, startedAt: 1, open: 0, waiting: 0, capacity: 1 },
  { v: 1, kind: 'down', beatMs: 1, startedAt: 1, open: 0, waiting: 0, capacity: 1 },
]
const HOSTILE = [null, -1, 2 ** 60, '', 'x'.repeat(300), [], {}, [[]], true, { v: 1 }, 'completed', 1e308]

/** Random bytes, a sound message cut short or with bytes changed, or one with a field that is something else. */
function garbage(chance: Chance): Uint8Array {
  const sound = chance.one(SOUND)
  const way = chance.whole(0, 3)
  if (way === 0) return chance.bytes(chance.whole(0, 200))
  if (way === 1) return encode({ ...sound, [chance.one(Object.keys(sound))]: chance.one(HOSTILE) })
  const bytes = encode(sound)
  if (way === 2) return bytes.slice(0, chance.whole(0, bytes.length - 1))
  const changed = Uint8Array.from(bytes)
  for (let i = chance.whole(1, 4); i > 0; i--) changed[chance.whole(0, bytes.length - 1)] = chance.whole(0, 255)
  return changed
}

test(`${MESSAGES} messages of garbage on every subject, while calls go on: all of these end well, and nobody dies`, {
  timeout: 60_000,
}, async () => {
  const chance = new Chance()
  await using broker = await startBroker({ jetstream: false })
  await using crew = await Crew.at(broker.url)
  const agent = await crew.start({ role: 'agent', name: 'ledger' })
  await using client = await connect({ servers: broker.url, world: crew.world, name: 'caller', beatMs: BEAT_MS })
  const bus = await connectNats({ servers: broker.url, name: 'mallory', inboxPrefix: 'inbox.mallory' })
  const { interaction, status, control, stream, presence } = subjectsOf(crew.world)
  // ids that nobody has: what is said about somebody's own interaction by a name that it trusts is another matter, and the broker's permissions are for it
  const subjects = [
    interaction('ledger', 'mallory'),
    interaction('caller', 'mallory'),
    status('caller', client.instance, 'x1', 'ledger'),
    status('caller', client.instance, '_', 'ledger'),
    control('ledger', '_', 'mallory'),
    control('caller', client.instance, 'mallory'),
    stream('ledger', 'flood', 'caller', client.instance, 'x1'),
    presence('mallory', 'i1'),
    presence('caller', 'i2'),
    // tokens that do not have their form
    `parley.${crew.world}.interaction.ledger.No-Name!`,
    `parley.${crew.world}.control.ledger._.-`,
    `parley.${crew.world}.status.caller.${client.instance}.$.?`,
  ]
  const tally = new Tally()
  const calls = tally.keep(10, CALLS, (n) => client.peer(Ledger).note({ n }))
  const watch = (async () => {
    for await (const update of client.watch()) if ('uuid' in update && update.uuid === 'never') break
  })()
  const reply = status('mallory', 'i1', 'x1', 'ledger')
  for (let sent = 0; sent < MESSAGES; sent++) {
    bus.publish(chance.one(subjects), garbage(chance), chance.next() < 0.5 ? reply : undefined)
    if (sent % 500 === 0) await bus.flush()
  }
  await calls
  const last = await client.peer(Ledger).note({ n: CALLS })
  figures('fuzz', { messages: MESSAGES, subjects: subjects.length, outcomes: tally.outcomes, seed: chance.seed })
  expect(tally.outcomes).toEqual({ ok: CALLS })
  expect(last).toBe(CALLS)
  expect(read([agent.file])('note').filter((n) => n >= 0)).toHaveLength(CALLS + 1)
  await bus.close()
  void watch
})
