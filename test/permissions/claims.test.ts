import { connect as netConnect } from 'node:net'
import { encode, subjectsOf } from '@parley/protocol'
import { action, connect, contract, defineAgent, startAgent } from '@parley/runtime'
import { startBroker } from '@parley/runtime/testing'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import * as z from 'zod'
import { claimStoreOf } from '../../packages/runtime/src/bus/claims.ts'
import { connectNats } from '../../packages/runtime/src/bus/nats-bus.ts'
import { provision } from '../../packages/runtime/src/network/provision.ts'
import { securedBroker, WORLD } from './secured.ts'

// Large messages in a world where everybody has a key of his own, and what somebody could try with the right to ask for his claims.

process.env.PARLEY_LOG ??= 'silent'

const { claim, claimChunk, status } = subjectsOf(WORLD)
const Press = contract({
  name: 'bob',
  actions: {
    make: action({ input: z.object({ bytes: z.int() }), output: z.instanceof(Uint8Array<ArrayBufferLike>) }),
    wait: action({ input: z.object({}) }),
  },
})
let release!: () => void
const released = new Promise<void>((settle) => {
  release = settle
})
const bob = defineAgent(Press, { concurrency: 2, handlers: { make: ({ bytes }) => new Uint8Array(bytes), wait: () => released } })
const LARGE = 2_000_000

let secured: Awaited<ReturnType<typeof securedBroker>>
beforeAll(async () => {
  secured = await securedBroker(['alice', 'bob', 'carol'])
})
afterAll(() => secured[Symbol.asyncDispose]())
const placeOf = (name: string) => ({ servers: secured.broker.url, world: WORLD, name, credentials: secured.folder.credentialsOf(name) })

test('until the provisioner has made the stream a large result ends and says so; after that it arrives', async () => {
  await using _ = await startAgent(bob, placeOf('bob'))
  await using alice = await connect(placeOf('alice'))
  const message = expect.stringMatching(/no stream PARLEY_CLAIMS_hall.*provisioner/)
  await expect(alice.peer(Press).make({ bytes: LARGE })).rejects.toMatchObject({ code: 'TOO_LARGE', message })
  await provision({ ...placeOf('cli-provisioner'), world: WORLD })
  await provision({ ...placeOf('cli-provisioner'), world: WORLD })
  expect(await alice.peer(Press).make({ bytes: LARGE })).toHaveLength(LARGE)
})

test('an agent writes claims as itself, and reads what is for it or for all; nothing else', async () => {
  const alice = await secured.enter('alice')
  expect(await alice.publish([claim('bob', 'alice', 'k', 0), claim('_', 'alice', 'k', 0)])).toEqual([])
  expect(await alice.publish([claimChunk('alice', 'bob', 'k', 0), claimChunk('_', 'bob', 'k', 0)])).toEqual([])
  const forbidden = [
    claim('alice', 'bob', 'k', 0),
    claim('_', 'bob', 'k', 0),
    claimChunk('bob', 'alice', 'k', 0),
    claimChunk('bob', 'carol', 'k', 0),
    '$JS.API.DIRECT.GET.PARLEY_CLAIMS_hall',
    '$JS.API.STREAM.MSG.GET.PARLEY_CLAIMS_hall',
    '$JS.API.CONSUMER.CREATE.PARLEY_CLAIMS_hall',
    '$JS.API.STREAM.PURGE.PARLEY_CLAIMS_hall',
    '$JS.API.STREAM.DELETE.PARLEY_CLAIMS_hall',
  ]
  expect(await alice.publish(forbidden)).toEqual(forbidden)
  const ears = [claim('alice', '*', '*', '*'), claim('bob', '*', '*', '*')]
  expect(await alice.subscribe(ears)).toEqual(ears)
})

test('what the server reads out for one who names another’s status subject is nobody’s word', async () => {
  await provision({ ...placeOf('cli-provisioner'), world: WORLD })
  await using _ = await startAgent(bob, placeOf('bob'))
  await using alice = await connect(placeOf('alice'))
  const handle = alice.send(alice.peer(Press).wait, {})
  await vi.waitUntil(() => handle.status === 'running')
  const id = handle.uuid.split('_')[0]!
  const subject = status('alice', alice.instance, id, 'bob')
  const listener = await (await secured.enter('alice')).listen(subject)
  const carol = await secured.enter('carol')
  const forged = { v: 1, by: 'bob', instance: 'x', seq: 900, status: 'completed', transitions: [['completed', 1]], reason: 'ok' }
  await carol.connection.request(claim('carol', 'carol', 'k', 0), encode(forged))
  carol.connection.publish(claimChunk('carol', 'carol', 'k', 0), '', { reply: subject })
  await vi.waitUntil(() => listener.length > 0) // it did come
  await handle.pause().catch(() => {}) // and so did whatever the runtime had been told before this was acknowledged
  expect(['running', 'paused']).toContain(handle.status)
  release()
  await handle.result
})

test('headers that somebody has stored neither hide where a message is from nor end a connection', async () => {
  await using broker = await startBroker()
  const bus = await connectNats({ servers: broker.url, name: 'victim', inboxPrefix: 'inbox.victim' })
  const heard: string[] = []
  bus.subscribe('ear.*', ({ subject }) => heard.push(subject))
  await bus.provide({ ...claimStoreOf('w'), name: 'kept', subject: 'kept.*' })
  const states: string[] = []
  bus.onState((state) => states.push(state))
  const socket = netConnect(broker.port, '127.0.0.1')
  let said = ''
  socket.on('data', (data) => {
    said += data
  })
  socket.write('CONNECT {"verbose":false,"headers":true,"no_responders":true}\r\n')
  const HEADERS = {
    plain: 'NATS/1.0\r\n\r\n',
    spoilt: 'NATS/1.0\r\nX: yyab',
    status: 'NATS/1.0 503\r\n\r\n',
    broken: 'NATS/1.0\r\n\u0001: x\r\n\r\n',
  }
  const put = (at: string, text: string) => socket.write(`HPUB ${at} ${text.length} ${text.length}\r\n${text}\r\n`)
  socket.write('SUB ack 1\r\n')
  for (const [key, text] of Object.entries(HEADERS)) put(`kept.${key} ack`, text)
  await vi.waitUntil(() => said.match(/MSG ack/g)?.length === Object.keys(HEADERS).length)
  for (const key of Object.keys(HEADERS)) socket.write(`PUB $JS.API.DIRECT.GET.kept.kept.${key} ear.${key} 0\r\n\r\n`)
  put('ear.broken', HEADERS.broken)
  socket.write('PING\r\n')
  await vi.waitUntil(() => said.includes('PONG'))
  for (const key of Object.keys(HEADERS)) await bus.fetch(`$JS.API.DIRECT.GET.kept.kept.${key}`).catch(() => {})
  socket.write('PUB ear.last 0\r\n\r\n')
  await vi.waitUntil(() => heard.includes('ear.last'))
  expect(heard).toEqual(['ear.last'])
  expect(states).toEqual([])
  socket.destroy()
  await bus.close()
})
