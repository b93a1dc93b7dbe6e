import { beforeEach, describe, expect, test } from 'vitest'
import { aRequest } from '../testing/message.ts'
import type { Ending } from './ending.ts'
import { ended } from './ending.ts'
import { limitsOf } from './limits.ts'
import { DEFAULT_CAPACITY, InteractionManager } from './manager.ts'
import { type Job, ReceivedInteraction } from './received.ts'
import { SentInteraction } from './sent.ts'

const job: Job = { limits: limitsOf({}, 1), run() {}, abort() {} }
const sent = (id: string, targets = ['bob']) => new SentInteraction(aRequest({ id }), targets)
const received = (id: string, requester = 'carol') => new ReceivedInteraction(aRequest({ id, requester }), job, 0)
const ok: Ending = { reason: 'ok' }
const gone = ended('disconnected', 'DISCONNECTED', 'gone')

let manager: InteractionManager
beforeEach(() => {
  manager = new InteractionManager(10)
})

test.each([0, -1])('a capacity of %i is the default one', (capacity) => {
  expect(new InteractionManager(capacity).capacity).toBe(DEFAULT_CAPACITY)
})

describe('a registration', () => {
  test('puts it in its table and in its status', () => {
    const [asked, was] = [sent('a'), received('b')]
    expect([manager.registerSent(asked), manager.registerReceived(was)]).toEqual([null, null])
    expect([asked.status, was.status]).toEqual(['requested', 'received'])
    expect([manager.getInteraction('a_alice'), manager.getInteraction('b_carol')]).toEqual([asked, was])
    expect(manager.isKnown('a_carol')).toBe(false)
    expect(manager.open).toBe(2)
  })

  test('of ids that another instance has made, counted alike, holds each under its own', () => {
    const [own, other] = [sent('me-5'), sent('before-5')]
    expect([manager.registerSent(own), manager.registerSent(other)]).toEqual([null, null])
    expect([manager.getInteraction('me-5_alice'), manager.getInteraction('before-5_alice')]).toEqual([own, other])
    expect([manager.isHeldAs('sent', 'before-5_alice'), manager.isHeldAs('sent', 'after-5_alice')]).toEqual([true, false])
  })

  test('without room says so and changes nothing', () => {
    for (let i = 0; i < 10; i++) manager.registerSent(sent(`a${i}`))
    const [one, two] = [sent('late'), received('late')]
    expect(manager.registerSent(one)).toMatchObject({ code: 'FULL', retryable: true, message: expect.stringContaining('10') })
    expect(manager.registerReceived(two)).toMatchObject({ code: 'FULL' })
    expect([one.status, two.status, manager.open]).toEqual(['created', 'created', 10])
  })

  test('of a uuid that is open says so and changes nothing', () => {
    manager.registerSent(sent('a'))
    manager.registerReceived(received('b'))
    const [again, twice] = [sent('a'), received('b')]
    expect([manager.registerSent(again)?.code, manager.registerReceived(twice)?.code]).toEqual(['DUPLICATE', 'DUPLICATE'])
    expect([again.status, twice.status, manager.open]).toEqual(['created', 'created', 2])
  })

  test('of received ones leaves a tenth for the calls that finish them', () => {
    for (let i = 0; i < 9; i++) expect(manager.registerReceived(received(`r${i}`))).toBeNull()
    expect(manager.roomForRegistration('received')).toBe(false)
    expect(manager.registerReceived(received('r9'))).toMatchObject({ code: 'FULL' })
    expect(manager.registerSent(sent('nested'))).toBeNull()
    expect(manager.roomForRegistration('sent')).toBe(false)
  })

  test('an agent with room for one has that one', () => {
    manager = new InteractionManager(1)
    expect(manager.registerReceived(received('r'))).toBeNull()
  })
})

describe('an ending', () => {
  test('takes it out of its table at once, once', () => {
    const was = received('b')
    manager.registerReceived(was)
    expect([manager.completeReceived(was, ok), manager.completeReceived(was, gone)]).toEqual([true, false])
    expect(was).toMatchObject({ status: 'completed', reason: 'ok', ending: ok })
    expect([manager.open, manager.isKnown('b_carol')]).toEqual([0, true])
    manager.drainCompleted()
    expect(manager.isKnown('b_carol')).toBe(false)
  })

  test('makes room', () => {
    const asked = Array.from({ length: 10 }, (_, i) => sent(`a${i}`))
    for (const one of asked) manager.registerSent(one)
    manager.completeSent(asked[0]!, ok)
    expect(manager.registerSent(sent('new'))).toBeNull()
  })
})

describe('with several targets', () => {
  test('I-44 completion for one target fills only that target’s entries; I-45 the last one completes the whole', () => {
    const asked = sent('a', ['bob', 'carol'])
    manager.registerSent(asked)
    expect(manager.completeSent(asked, ok, asked.target('bob')!)).toBe(false)
    expect([asked.status, asked.target('bob')!.ending, asked.target('carol')!.ending]).toEqual(['requested', ok, null])
    expect(manager.completeSent(asked, gone, asked.target('carol')!)).toBe(true)
    expect(asked).toMatchObject({ status: 'completed', reason: 'disconnected', summary: 'partial' })
  })

  test('I-46 completion without a target completes the whole; those that have ended keep their own reason', () => {
    const asked = sent('a', ['bob', 'carol', 'dave'])
    manager.registerSent(asked)
    manager.completeSent(asked, ok, asked.target('bob')!)
    expect(manager.completeSent(asked, gone)).toBe(true)
    expect(asked.targets.map((target) => target.ending?.reason)).toEqual(['ok', 'disconnected', 'disconnected'])
    expect(manager.completeSent(asked, ok)).toBe(false)
    expect(asked.targets.map((target) => target.ending?.reason)).toEqual(['ok', 'disconnected', 'disconnected'])
  })

  test.each([
    [['ok', 'ok'], 'all-ok'],
    [['ok', 'error'], 'partial'],
    [['error', 'timeout'], 'none'],
  ] as const)('the summary of %j is %s', (reasons, summary) => {
    const asked = sent('a', ['bob', 'carol'])
    manager.registerSent(asked)
    for (const [i, reason] of reasons.entries()) manager.completeSent(asked, { reason }, asked.targets[i]!)
    expect(asked.summary).toBe(summary)
  })
})

test('a child leaves its parent when it ends', () => {
  const parent = received('p')
  const child = new SentInteraction(aRequest({ id: 'c' }), ['bob'], parent)
  parent.adopt(child)
  manager.registerSent(child)
  manager.completeSent(child, ok)
  expect(parent.children?.size).toBe(0)
})

test('what has completed is drained once', () => {
  const told: number[] = []
  manager = new InteractionManager(10, () => told.push(1))
  const [asked, was] = [sent('a'), received('b')]
  manager.registerSent(asked)
  manager.registerReceived(was)
  manager.completeReceived(was, ok)
  manager.completeSent(asked, ok)
  expect(told).toHaveLength(1)
  expect(manager.drainCompleted()).toEqual([was, asked])
  expect(manager.drainCompleted()).toEqual([])
})
