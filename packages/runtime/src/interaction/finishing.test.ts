import { originOf } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { boundRig } from '../testing/bound-rig.ts'
import { aRequest, aStatus } from '../testing/message.ts'
import { requesterRig } from '../testing/requester-rig.ts'
import { targetRig } from '../testing/target-rig.ts'
import { limitsOf } from './limits.ts'
import { InteractionManager } from './manager.ts'
import { type Job, ReceivedInteraction } from './received.ts'
import { SentInteraction } from './sent.ts'

const job: Job = { limits: limitsOf({}, 1), run() {}, abort() {} }
const sent = (id: string, targets = ['bob']) => new SentInteraction(aRequest({ id }), targets)
const received = (id: string, holding: 'received' | 'lazy' = 'received') =>
  new ReceivedInteraction(aRequest({ id, requester: 'carol' }), job, 0, holding)
const ok = { reason: 'ok' } as const
const gone = { reason: 'disconnected' } as const
const wanted = { stdin: ['eye:image'], stdtar: [], stdext: [], stdunk: [] }

describe('completing', () => {
  test('I-84 marks it with reason and state, and moves it to the recently completed of its kind; a second time changes nothing', () => {
    const manager = new InteractionManager()
    const [one, two, three] = [sent('a'), received('b'), received('c', 'lazy')]
    manager.registerSent(one)
    manager.registerReceived(two)
    manager.registerLazy(three)
    manager.completeSent(one, { ...ok, state: 'done' })
    manager.completeReceived(two, gone)
    manager.completeReceived(three, ok)
    expect([manager.completeSent(one, gone), manager.completeReceived(two, ok)]).toEqual([false, false])
    expect([one, two, three].map(({ status, reason, state }) => [status, reason, state])).toEqual([
      ['completed', 'ok', 'done'],
      ['completed', 'disconnected', null],
      ['completed', 'ok', null],
    ])
    expect([manager.sent.size, manager.received.size, manager.lazy.size, manager.count]).toEqual([0, 0, 0, 3])
    expect(['sent', 'received', 'lazy'].map((kind) => manager.isHeldAs(kind as 'sent', one.uuid))).toEqual([true, false, false])
  })

  test('I-84 takes one that waits out of the queue of its action', () => {
    const { ask, steer, job, mailbox, told } = targetRig()
    for (const id of ['a-1', 'a-2']) ask(id)
    steer('cancel', 'a-2')
    expect(mailbox.waiting).toBe(0)
    job('a-1').done()
    expect([told('a-2'), job('a-2').turn]).toEqual([['received', 'completed cancelled'], null])
  })

  test('I-84 for one target leaves the whole open; what nobody holds is not completed', () => {
    const manager = new InteractionManager()
    const one = sent('a', ['bob', 'carol'])
    manager.registerSent(one)
    manager.completeSent(one, ok, one.target('bob')!)
    expect([one.status, manager.open]).toEqual(['requested', 1])
    const { requester, manager: other } = requesterRig()
    requester.onStatus('bob', 'unknown', aStatus(0, { status: 'completed', reason: 'ok' }))
    expect(other.count).toBe(0)
  })

  test('I-86 what the handler returns completes what runs, with the state, and leaves nothing running', () => {
    const { ask, job, last, mailbox } = targetRig()
    ask('a-1')
    job('a-1').done({ reason: 'error', state: 'broken' })
    expect(last('a-1')).toMatchObject({ status: 'completed', reason: 'error', state: 'broken' })
    expect(mailbox.running).toBe(0)
  })
})

describe('I-87 draining', () => {
  const three = () => {
    const told: number[] = []
    const manager = new InteractionManager(10, () => told.push(1))
    const [one, two, lost] = [sent('a'), received('b'), received('c')]
    manager.registerSent(one)
    manager.registerReceived(two)
    manager.registerReceived(lost)
    manager.completeSent(one, ok)
    manager.completeReceived(lost, gone)
    manager.completeReceived(two, ok)
    return { manager, told, one, two, lost }
  }

  test('gives and forgets what has completed once the turn is over; a second time nothing', () => {
    const { manager, told, one, two, lost } = three()
    expect(told).toEqual([1])
    expect([manager.drainCompleted(), manager.drainCompleted()]).toEqual([[one, lost, two], []])
    expect([one, two, lost].map(({ uuid }) => manager.isKnown(uuid))).toEqual([false, false, false])
  })

  test('within the turn only those that are DISCONNECTED: the last samples of the others still go out', () => {
    const { manager, one, two, lost } = three()
    expect([manager.drainCompleted(false), manager.drainCompleted(false)]).toEqual([[lost], []])
    expect([one, two, lost].map(({ uuid }) => manager.isKnown(uuid))).toEqual([true, true, false])
    expect(manager.drainCompleted()).toEqual([one, two])
  })

  test('finds it off its streams: it left them in the call that completed it', async () => {
    const streams = boundRig({ stdin: ['image'] })
    const { ask, steer, manager, clock } = targetRig({ bind: async () => streams.bound })
    ask('a-1', { streams: wanted })
    await clock.settle()
    steer('cancel', 'a-1')
    expect([streams.log, manager.interactionsOn('eye:image'), manager.drainCompleted().length]).toEqual([['begin', 'close'], [], 1])
  })
})

describe('I-88 older than its limit', () => {
  test('what was sent is COMPLETED, timeout', () => {
    const { send, clock } = requesterRig()
    const { sent, follower } = send('a-1', { timeoutMs: 50 })
    clock.advance(49)
    expect(sent.status).toBe('requested')
    clock.advance(5)
    expect([sent.status, sent.reason, follower.ends]).toEqual(['completed', 'timeout', 1])
  })

  test('so is what was received, and what was made for itself', async () => {
    const { arrivals, ask, told, clock } = targetRig()
    ask('a-1', { timeoutMs: 50 })
    ask('a-2', { timeoutMs: 50 })
    await arrivals.begin(aRequest({ id: 'own', requester: 'bob', timeoutMs: 50 }))
    clock.advance(49)
    expect(['a-1', 'a-2', 'own'].map((id) => told(id).at(-1))).toEqual(['running', 'received', 'lazy'])
    clock.advance(5)
    expect(['a-1', 'a-2', 'own'].map((id) => told(id).at(-1))).toEqual(Array(3).fill('completed timeout'))
  })

  test('also when it waits for data that never come', async () => {
    const streams = boundRig({ stdin: ['image'] })
    const { ask, told, clock } = targetRig({ bind: async () => streams.bound })
    ask('a-1', { streams: wanted, timeoutMs: 50 })
    await clock.settle()
    clock.advance(54)
    expect([told('a-1'), streams.log]).toEqual([
      ['received', 'completed timeout'],
      ['begin', 'close'],
    ])
  })
})

describe('I-89 volatile', () => {
  test('what was sent ends ok with its delivery', () => {
    const { send, post, manager } = requesterRig()
    const { sent } = send('a-1', { volatile: true })
    expect([sent.reason, post.requests.length, manager.open]).toEqual(['ok', 1, 0])
  })

  test('what was received survives until its action had its chance to run, without a word', () => {
    const { ask, job, manager, post, clock, ended } = targetRig()
    ask('a-1')
    ask('a-2', { volatile: true })
    clock.advance(60_000)
    expect(manager.received.get(originOf('a-2', 'alice'))).toBeDefined()
    job('a-1').done()
    expect(job('a-2').received?.status).toBe('running')
    job('a-2').done()
    expect([ended.at(-1), post.statuses.filter(({ id }) => id === 'a-2')]).toEqual([['a-2', 'ok'], []])
  })

  test('or until its limit has passed', () => {
    const { ask, ended, clock } = targetRig()
    ask('a-1')
    ask('a-2', { volatile: true, timeoutMs: 50 })
    clock.advance(54)
    expect(ended).toEqual([['a-2', 'timeout']])
  })
})
