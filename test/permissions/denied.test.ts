import { connect, RequestError } from '@nats-io/transport-node'
import { subjectsOf } from '@parley/protocol'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { securedBroker, WORLD } from './secured.ts'

// Against a real broker, with bare clients that hold an agent's seed and do not keep to the rules.

const { interaction, status, control, stream, presence, recorded, workRequest, journal, record } = subjectsOf(WORLD)
const elsewhere = subjectsOf('elsewhere')
let secured: Awaited<ReturnType<typeof securedBroker>>
beforeAll(async () => {
  secured = await securedBroker(['alice', 'bob', 'carol'])
})
afterAll(() => secured[Symbol.asyncDispose]())

test('whoever has no key, or one that the broker does not know, does not get in', async () => {
  const { broker } = secured
  await expect(connect({ servers: broker.url, maxReconnectAttempts: 0 })).rejects.toThrow(/Authorization/)
  await using other = await securedBroker(['alice'])
  const stranger = other.folder.seedFiles.get('alice')!
  const { startAgent, defineAgent } = await import('@parley/runtime')
  const start = startAgent(defineAgent({ name: 'alice', actions: {} }), {
    ...{ servers: broker.url, world: WORLD, credentials: { nkeySeedFile: stranger } },
  })
  await expect(start).rejects.toMatchObject({ code: 'FORBIDDEN', message: expect.stringMatching(/does not let this identity in$/) })
})

test('an agent speaks as itself, in every room', async () => {
  const bob = await secured.enter('bob')
  expect(
    await bob.publish([
      interaction('alice', 'bob'),
      status('alice', 'i1', 'id-1', 'bob'),
      control('alice', '_', 'bob'),
      stream('bob', 'frames', 'alice', 'i1', 'id-1'),
      stream('bob', 'frames', '_', '_', '_'),
      presence('bob', 'i9'),
      '_INBOX.tool.1',
    ]),
  ).toEqual([])
})

test('an agent cannot speak as another, in no room, in no other world, and not with a wildcard', async () => {
  const bob = await secured.enter('bob')
  const asAnother = [
    interaction('carol', 'alice'),
    interaction('bob', 'alice'),
    status('carol', 'i1', 'id-1', 'alice'),
    status('bob', 'i1', 'id-1', 'alice'),
    control('carol', '_', 'alice'),
    control('carol', 'i1', 'cli-operator'),
    stream('alice', 'frames', 'carol', 'i1', 'id-1'),
    stream('alice', 'frames', '_', '_', '_'),
    presence('alice', 'i1'),
    elsewhere.interaction('carol', 'bob'),
    elsewhere.status('carol', 'i1', 'id-1', 'bob'),
    workRequest('carol', 'alice', 'id-1'),
    journal('bob', 'alice', 'id-1', 1),
    record('alice', 'id-1', 'bob'),
    recorded('alice', 'id-1', 'bob'),
    'inbox.hall.alice.1',
    '$SRV.PING',
    '$SYS.REQ.SERVER.PING',
  ]
  expect(await bob.publish(asAnother)).toEqual(asAnother)
})

test('an agent hears what is for it or for everybody', async () => {
  const bob = await secured.enter('bob')
  const own = [
    interaction('bob', '*'),
    status('bob', 'i9', '*', '*'),
    control('bob', 'i9', '*'),
    control('bob', '_', '*'),
    stream('*', '*', 'bob', 'i9', '*'),
    stream('alice', 'frames', '_', '_', '*'),
    presence('alice', 'i1'),
    presence('alice', '*'),
    ...['$SRV.PING', '$SRV.INFO.bob', '$SRV.STATS.bob.i9'],
    'inbox.hall.bob.1',
  ]
  expect(await bob.subscribe(own)).toEqual([])
})

test('an agent cannot hear another’s requests, statuses, control, streams or inbox, nor more than its share by a wildcard', async () => {
  const bob = await secured.enter('bob')
  const others = [
    interaction('alice', '*'),
    interaction('*', 'bob'),
    status('alice', 'i1', '*', '*'),
    status('*', '*', '*', 'bob'),
    status('*', '*', '*', '*'),
    control('alice', '*', '*'),
    stream('*', '*', 'alice', '*', '*'),
    stream('bob', '*', '*', '*', '*'),
    recorded('*', '*', '*'),
    'inbox.hall.alice.>',
    'inbox.>',
    '_INBOX.>',
    'parley.hall.>',
    'parley.>',
    '>',
    '$SYS.>',
    elsewhere.interaction('bob', '*'),
  ]
  expect(await bob.subscribe(others)).toEqual(others)
})

test('what an agent was refused it does not hear, while what follows on the same connection is heard', async () => {
  const [alice, bob] = [await secured.enter('alice'), await secured.enter('bob')]
  const spied = await Promise.all(['>', status('*', '*', '*', '*'), interaction('carol', '*')].map((subject) => bob.listen(subject)))
  const own = await bob.listen(interaction('bob', '*'))
  expect(await alice.publish([interaction('carol', 'alice'), status('carol', 'i1', 'id-1', 'alice')])).toEqual([])
  expect(await alice.publish([interaction('bob', 'alice')])).toEqual([])
  await vi.waitFor(() => expect(own).toHaveLength(1))
  expect(spied).toEqual([[], [], []])
})

test('an agent can neither make nor list nor read streams or consumers; the provisioner can', async () => {
  const [bob, provisioner] = [await secured.enter('bob'), await secured.enter('cli-provisioner')]
  const api = [
    ...['INFO', 'STREAM.NAMES', 'STREAM.LIST', 'STREAM.CREATE.spy', 'STREAM.MSG.GET.mail', 'STREAM.DELETE.mail'],
    ...['CONSUMER.CREATE.mail', 'CONSUMER.CREATE.mail.spy', 'CONSUMER.DURABLE.CREATE.mail.spy', 'CONSUMER.NAMES.mail', 'DIRECT.GET.mail'],
    'CONSUMER.MSG.NEXT.mail.spy',
  ].map((call) => `$JS.API.${call}`)
  const ask = async (call: string, body: object = {}) =>
    (await provisioner.connection.request(`$JS.API.${call}`, JSON.stringify(body))).json<{ streams?: string[]; error?: object }>()
  expect(await ask('STREAM.CREATE.mail', { name: 'mail', subjects: ['mail.>'] })).not.toHaveProperty('error')
  expect(await bob.publish(api)).toEqual(api)
  expect((await ask('STREAM.NAMES')).streams).toEqual(['mail'])
  const speak = [interaction('bob', 'cli-provisioner'), control('bob', '_', 'cli-provisioner'), 'mail.1']
  expect(await provisioner.publish(speak)).toEqual(speak)
})

test('a watcher sees statuses and presence, and can publish nothing', async () => {
  const [alice, watcher] = [await secured.enter('alice'), await secured.enter('cli-watcher')]
  const statuses = await watcher.listen('parley.hall.status.*.*.*.*')
  const signs = await watcher.listen(presence('*', '*'))
  await alice.publish([status('bob', 'i1', 'id-1', 'alice'), presence('alice', 'i1')])
  await vi.waitFor(() => expect([statuses.length, signs.length]).toEqual([1, 1]))
  const words = [
    ...[interaction('alice', 'cli-watcher'), control('alice', '_', 'cli-watcher'), presence('cli-watcher', 'i1')],
    ...['_INBOX.x', '$SRV.PING', '$JS.API.INFO', 'anything'],
  ]
  expect(await watcher.publish(words)).toEqual(words)
  const ears = [interaction('alice', '*'), control('alice', '*', '*'), stream('*', '*', 'alice', '*', '*'), 'inbox.hall.alice.>', '>']
  expect(await watcher.subscribe(ears)).toEqual(ears)
})

test('the operator steers and asks services as itself, and speaks as nobody else', async () => {
  const [alice, operator] = [await secured.enter('alice'), await secured.enter('cli-operator')]
  const steered = await alice.listen(control('alice', '_', '*'))
  const asked = await alice.listen('$SRV.PING')
  expect(await operator.publish([control('alice', '_', 'cli-operator'), '$SRV.PING', '$SRV.STATS.alice'])).toEqual([])
  await vi.waitFor(() => expect([steered.length, asked.length]).toEqual([1, 1]))
  const asAnother = [control('alice', '_', 'bob'), status('bob', 'i1', 'id-1', 'alice'), '$JS.API.STREAM.NAMES']
  expect(await operator.publish(asAnother)).toEqual(asAnother)
  expect(await operator.subscribe([status('*', '*', '*', '*'), presence('*', '*'), '_INBOX.tool.*'])).toEqual([])
  const ears = [interaction('alice', '*'), stream('*', '*', 'alice', '*', '*'), 'inbox.hall.alice.>']
  expect(await operator.subscribe(ears)).toEqual(ears)
})

test('the broker’s 503 comes to the requester’s own status subject, and to no one else', async () => {
  const [bob, watcher] = [await secured.enter('bob'), await secured.enter('cli-watcher')]
  const reply = status('bob', 'i1', 'id-1', 'nobody')
  const [own, watched] = [await bob.listen(status('bob', 'i1', '*', '*')), await watcher.listen(status('*', '*', '*', '*'))]
  bob.connection.publish(interaction('nobody', 'bob'), 'anyone?', { reply })
  await vi.waitFor(() => expect(own.map(({ subject, headers }) => [subject, headers?.code])).toEqual([[reply, 503]]))
  await bob.publish([status('alice', 'i1', 'id-2', 'bob')])
  await vi.waitFor(() => expect(watched.map(({ subject }) => subject)).toEqual([status('alice', 'i1', 'id-2', 'bob')]))
})

test('a refused request of a tool ends at once: it is told, not left to wait', async () => {
  const bob = await secured.enter('bob')
  await expect(bob.connection.request('$JS.API.INFO', '', { timeout: 20_000 })).rejects.toThrow(RequestError)
})
