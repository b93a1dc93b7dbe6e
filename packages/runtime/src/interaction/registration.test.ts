import { originOf, ParleyError, statusOf } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { boundRig } from '../testing/bound-rig.ts'
import { aRequest } from '../testing/message.ts'
import { requesterRig } from '../testing/requester-rig.ts'
import { targetRig } from '../testing/target-rig.ts'
import { limitsOf } from './limits.ts'
import { DEFAULT_CAPACITY, InteractionManager } from './manager.ts'
import { type Job, ReceivedInteraction } from './received.ts'
import { SentInteraction } from './sent.ts'

const job: Job = { limits: limitsOf({}, 1), run() {}, abort() {} }
const sent = (id: string) => new SentInteraction(aRequest({ id }), ['bob'])
const received = (id: string, holding: 'received' | 'lazy' = 'received') =>
  new ReceivedInteraction(aRequest({ id, requester: 'carol' }), job, 0, holding)
const wanted = { stdin: ['eye:image'], stdtar: [], stdext: [], stdunk: [] }

describe('room', () => {
  test.each([0, -1])('I-58 a capacity of %i is the default one', (capacity) => {
    expect(new InteractionManager(capacity).capacity).toBe(DEFAULT_CAPACITY)
  })

  test('I-58 is taken by what was sent, received and made for itself, and not by what has completed; the count counts both', () => {
    const manager = new InteractionManager(3)
    const [one, two, three] = [sent('a'), received('b'), received('c', 'lazy')]
    manager.registerSent(one)
    manager.registerReceived(two)
    manager.registerLazy(three)
    expect([manager.roomForRegistration(), manager.open, manager.count]).toEqual([false, 3, 3])
    manager.completeReceived(three, { reason: 'ok' })
    expect([manager.roomForRegistration(), manager.open, manager.count]).toEqual([true, 2, 3])
    manager.drainCompleted()
    expect(manager.count).toBe(2)
  })

  test('I-59 that is not there refuses all three, and changes nothing', () => {
    const manager = new InteractionManager(1)
    manager.registerSent(sent('first'))
    const [one, two, three] = [sent('a'), received('b'), received('c', 'lazy')]
    const rig = boundRig({ stdin: ['image'] })
    two.bound = rig.bound
    expect([manager.registerSent(one), manager.registerReceived(two), manager.registerLazy(three)]).toMatchObject([
      { code: 'FULL' },
      { code: 'FULL' },
      { code: 'FULL' },
    ])
    expect([one, two, three].map(({ status, registeredAs }) => [status, registeredAs])).toEqual(Array(3).fill(['created', null]))
    expect([manager.open, manager.count, manager.lastRegistered?.uuid, rig.log]).toEqual([1, 1, 'first_alice', []])
  })

  test('I-59 a receiver that is full says so, and lets go of the streams that were matched; the requester ends rejected when its time is over', async () => {
    const streams = boundRig({ stdin: ['image'] })
    const { ask, last, clock } = targetRig({ limit: 1, bind: async () => streams.bound })
    for (const id of ['a-1', 'a-2']) ask(id)
    ask('a-3', { streams: wanted })
    await clock.settle()
    expect([last('a-3'), streams.log]).toMatchObject([{ status: 'requested', error: { code: 'FULL' } }, ['close']])
    const asker = requesterRig()
    const { sent } = asker.send('a-3', { timeoutMs: 1_000 })
    asker.requester.onStatus('bob', 'a-3', statusOf(last('a-3')!))
    asker.clock.advance(1_004)
    expect(sent).toMatchObject({ reason: 'rejected', ending: { error: { code: 'FULL' } } })
  })

  test('I-59 an agent that is full makes nothing for itself either', async () => {
    const { arrivals, ask, manager } = targetRig({ limit: 1 })
    for (const id of ['a-1', 'a-2']) ask(id)
    await expect(arrivals.begin(aRequest({ id: 'own' }))).rejects.toMatchObject({ code: 'FULL' })
    expect(manager.lazy.size).toBe(0)
  })
})

describe('what is sent', () => {
  test('I-60 is held under its uuid, REQUESTED, as sent, and is the last registered', () => {
    const manager = new InteractionManager()
    const one = sent('a')
    expect(manager.registerSent(one)).toBeNull()
    expect([manager.getInteraction('a_alice'), one.status, one.registeredAs, manager.lastRegistered]).toEqual([
      one,
      'requested',
      'sent',
      one,
    ])
  })

  test('I-61 is on the streams of its own that it names, and on those that its targets write for it', () => {
    const manager = new InteractionManager()
    const one = new SentInteraction(aRequest({ id: 'a', streams: { ...wanted, stdin: ['alice:feed'] } }), ['bob'])
    expect(manager.hasInteraction('alice:feed', 'a_alice')).toBe(false)
    manager.registerSent(one)
    expect(['alice:feed', 'bob:caption', 'alice:other', 'carol:caption'].map((hash) => manager.hasInteraction(hash, one.uuid))).toEqual([
      true,
      true,
      false,
      false,
    ])
    expect(manager.interactionsOn('alice:feed')).toEqual([one])
    manager.completeSent(one, { reason: 'ok' })
    expect(manager.interactionsOn('alice:feed')).toEqual([])
  })

  test('I-61 to nobody ends rejected, and on no stream', () => {
    const { send, requester, manager } = requesterRig()
    const { sent, follower } = send('a-1', { streams: { ...wanted, stdin: ['alice:feed'] } })
    for (let i = 0; i < 2; i++) requester.reach.onNoResponders('bob', 'a-1')
    expect([sent.reason, sent.ending?.error?.code, follower.ends, manager.open]).toEqual(['rejected', 'NO_RESPONDERS', 1, 0])
    expect(manager.hasInteraction('alice:feed', sent.uuid)).toBe(false)
  })
})

describe('what is received', () => {
  test('I-62 is held under its uuid, RECEIVED, as received, once its slots are matched; its streams may begin', async () => {
    const streams = boundRig({ stdin: ['image'] })
    const { ask, manager, told, clock } = targetRig({ bind: async () => streams.bound })
    ask('a-1', { streams: wanted })
    expect([manager.open, streams.log]).toEqual([0, []])
    await clock.settle()
    const one = manager.received.get(originOf('a-1', 'alice'))!
    expect([one.status, one.registeredAs, manager.lastRegistered, told('a-1')]).toEqual(['received', 'received', one, ['received']])
    expect([streams.log, manager.hasInteraction('eye:image', 'a-1_alice')]).toEqual([['begin'], true])
  })

  test.each([
    ['a stream that cannot be resolved', 'UNKNOWN_STREAM', 'streams.stdin[0]: eye has no stream or group eye:image'],
    ['a failed match', 'NO_SLOT_MATCH', 'no stream fits the input slot image'],
  ] as const)('I-63 is refused for %s, with a text, and changes nothing', async (_, code, text) => {
    const { ask, last, manager, clock } = targetRig({ bind: () => Promise.reject(new ParleyError(code, text)) })
    ask('a-1', { streams: wanted })
    await clock.settle()
    expect(last('a-1')).toMatchObject({ status: 'completed', reason: 'rejected', error: { code, message: text } })
    expect([manager.open, manager.lastRegistered]).toEqual([0, null])
  })

  test('I-63 is refused when its requester is not who its subject says, with a text, and changes nothing', () => {
    const { arrivals, last, manager } = targetRig()
    arrivals.onRequest('mallory', aRequest())
    expect(last('a-1')).toMatchObject({
      reason: 'rejected',
      error: { code: 'IDENTITY_MISMATCH', message: expect.stringContaining('mallory') },
    })
    expect(manager.open).toBe(0)
  })

  test('I-63 is not taken without room, and changes nothing', () => {
    const { ask, last, manager } = targetRig({ capacity: 1 })
    ask('a-1')
    ask('a-2')
    expect([last('a-2')?.error?.code, manager.open, manager.lastRegistered?.uuid]).toEqual(['FULL', 1, 'a-1_alice'])
  })
})

test('I-65 what an agent makes for itself is registered like what it received, but as lazy', async () => {
  const streams = boundRig({ stdin: ['image'] })
  const { arrivals, manager, told } = targetRig({ bind: async () => streams.bound })
  const one = await arrivals.begin(aRequest({ id: 'own', requester: 'bob', streams: wanted }))
  expect([one.status, one.registeredAs, manager.lazy.get(originOf('own', 'bob')), manager.received.size]).toEqual(['lazy', 'lazy', one, 0])
  expect([told('own'), streams.log, manager.hasInteraction('eye:image', one.uuid)]).toEqual([['lazy'], ['begin'], true])
})

describe('I-68 taken out again', () => {
  test('it is in no table, in no queue and on no stream', async () => {
    const streams = boundRig({ stdin: ['image'] })
    const { ask, job, target, manager, mailbox, clock } = targetRig({ bind: async () => streams.bound })
    ask('a-1')
    ask('a-2')
    ask('a-3', { streams: wanted })
    await clock.settle()
    const [waits, reads] = ['a-2', 'a-3'].map((id) => manager.received.get(originOf(id, 'alice'))!)
    expect([target.unregister(waits!), target.unregister(reads!)]).toEqual([true, true])
    expect([manager.open, mailbox.waiting, streams.log]).toEqual([1, 0, ['begin', 'close']])
    expect(target.unregister(waits!)).toBe(false)
    job('a-1').done()
    expect([job('a-2').turn, manager.isKnown('a-2_alice')]).toEqual([null, false])
  })

  test('it is refused while it runs', () => {
    const { ask, job, target, manager } = targetRig()
    ask('a-1')
    expect([target.unregister(job('a-1').received!), manager.open]).toEqual([false, 1])
  })

  test('all at once: all that do not run', async () => {
    const { arrivals, ask, target, manager, mailbox } = targetRig()
    for (const id of ['a-1', 'a-2', 'a-3']) ask(id)
    await arrivals.begin(aRequest({ id: 'own', requester: 'bob' }))
    target.unregisterAll()
    expect([[...manager.received.values()].map(({ uuid }) => uuid), manager.lazy.size, mailbox.waiting]).toEqual([['a-1_alice'], 0, 0])
  })

  test('what was sent is off its streams too', () => {
    const manager = new InteractionManager()
    const one = sent('a')
    const ended: string[] = []
    one.outgoing = { end: (name: string) => ended.push(name) } as never
    manager.registerSent(one)
    expect([manager.unregister(one), manager.unregister(one), manager.open, ended]).toEqual([true, false, 0, ['bob']])
  })
})
