import { describe, expect, test } from 'vitest'
import { boundRig } from '../testing/bound-rig.ts'
import { aRequest } from '../testing/message.ts'
import { limitsOf } from './limits.ts'
import { InteractionManager } from './manager.ts'
import { type Job, ReceivedInteraction } from './received.ts'
import { SentInteraction } from './sent.ts'

const job: Job = { limits: limitsOf({}, 1), run() {}, abort() {} }
const sent = (id: string, targets = ['bob']) => new SentInteraction(aRequest({ id }), targets)
const received = (id: string, holding: 'received' | 'lazy' = 'received') =>
  new ReceivedInteraction(aRequest({ id, requester: 'carol' }), job, 0, holding)

function three() {
  const manager = new InteractionManager()
  const all = { sent: sent('a'), received: received('b'), lazy: received('c', 'lazy') }
  manager.registerSent(all.sent)
  manager.registerReceived(all.received)
  manager.registerLazy(all.lazy)
  const complete = () => {
    manager.completeSent(all.sent, { reason: 'ok' })
    for (const one of [all.received, all.lazy]) manager.completeReceived(one, { reason: 'ok' })
  }
  return { manager, all, complete }
}

describe('I-83 who gets what an interaction writes', () => {
  test('of what was sent, its targets; of what was received, its requester; of what it made for itself, nobody by name', () => {
    const { manager, all } = three()
    expect([all.sent, all.received, all.lazy].map((one) => manager.recipients(one))).toEqual([['bob'], ['carol'], []])
  })

  test('of what is not registered, its targets; null is none', () => {
    const manager = new InteractionManager()
    expect([sent('x', ['bob', 'dave']), sent('y', []), received('z')].map((one) => manager.recipients(one))).toEqual([
      ['bob', 'dave'],
      [],
      [],
    ])
  })
})

describe('I-95 how it is held', () => {
  const kinds = ['sent', 'received', 'lazy'] as const

  test.each(kinds)('%s: while it is open, and after its end until it was drained; never as another', (kind) => {
    const { manager, all, complete } = three()
    const { uuid } = all[kind]
    const held = () => [kinds.filter((one) => manager.isHeldAs(one, uuid)), manager.isKnown(uuid)]
    expect(held()).toEqual([[kind], true])
    complete()
    expect(held()).toEqual([[kind], true])
    manager.drainCompleted()
    expect(held()).toEqual([[], false])
  })
})

describe('I-96 by uuid', () => {
  test('what is open; what has completed only when it is asked for; else nothing', () => {
    const { manager, all, complete } = three()
    expect(manager.getInteraction('a_alice')).toBe(all.sent)
    complete()
    expect([manager.getInteraction('a_alice'), manager.getInteraction('a_alice', true)]).toEqual([undefined, all.sent])
    expect(manager.getInteraction('unknown', true)).toBeUndefined()
  })

  test('received goes before sent, sent before lazy, and open before completed; of those the one that completed last', () => {
    const manager = new InteractionManager()
    const request = aRequest({ id: 'x' })
    const made = {
      sent: new SentInteraction(request, ['bob']),
      lazy: new ReceivedInteraction(request, job, 0, 'lazy'),
      received: new ReceivedInteraction(request, job, 0),
    }
    manager.registerLazy(made.lazy)
    expect(manager.getInteraction('x_alice')).toBe(made.lazy)
    manager.registerSent(made.sent)
    expect(manager.getInteraction('x_alice')).toBe(made.sent)
    manager.registerReceived(made.received)
    expect(manager.getInteraction('x_alice')).toBe(made.received)
    manager.completeReceived(made.received, { reason: 'ok' })
    manager.completeSent(made.sent, { reason: 'ok' })
    expect(manager.getInteraction('x_alice', true)).toBe(made.lazy)
    manager.completeReceived(made.lazy, { reason: 'ok' })
    expect(manager.getInteraction('x_alice', true)).toBe(made.lazy)
    manager.drainCompleted()
  })
})

describe('I-78 whether it could go on now', () => {
  test.each([
    ['open', 'held', 'fresh', true],
    ['open', 'held', 'stale', false],
    ['open', 'held', 'last step done', true],
    ['open', 'no longer held', 'fresh', false],
    ['open', 'no longer held', 'stale', false],
    ['open', 'no longer held', 'last step done', false],
    ['completed', 'held', 'fresh', false],
    ['completed', 'held', 'stale', false],
    ['completed', 'held', 'last step done', false],
  ])('%s, %s, its data %s: %s', (status, held, data, doable) => {
    const manager = new InteractionManager()
    const streams = boundRig({ stdin: ['image'] })
    const one = new ReceivedInteraction(aRequest({ numSteps: 2 }), job, 0)
    one.bound = streams.bound
    manager.registerReceived(one)
    if (data === 'fresh') streams.push('image', 0, 'x')
    if (data === 'last step done') one.step = 1
    if (status === 'completed') manager.completeReceived(one, { reason: 'ok' })
    else if (held === 'no longer held') manager.received.delete(one.origin) // its requester is gone
    expect(manager.checkIfDoable(one)).toBe(doable)
  })

  test('without streams nothing is missing', () => {
    const { manager, all } = three()
    expect([all.sent, all.received].map((one) => manager.checkIfDoable(one))).toEqual([true, true])
  })

  test('I-55 what no manager has taken is so until it completes', () => {
    const manager = new InteractionManager()
    const streams = boundRig({ stdin: ['image'] })
    const one = received('x')
    one.bound = streams.bound
    expect(manager.checkIfDoable(one)).toBe(true)
    one.become('completed')
    expect(manager.checkIfDoable(one)).toBe(false)
  })
})

test('I-81 the one that was registered last, or nothing', () => {
  const manager = new InteractionManager()
  expect(manager.lastRegistered).toBeNull()
  const [one, two] = [sent('a'), received('b')]
  manager.registerSent(one)
  manager.registerReceived(two)
  expect(manager.lastRegistered).toBe(two)
})

describe('I-82 whether it has data', () => {
  test('what has come and was not read, or was written and has not left', () => {
    const streams = boundRig({ stdin: ['image'], samples: { hint: 'x' } })
    const one = received('a')
    expect(one.hasData).toBe(false)
    one.bound = streams.bound
    expect(one.hasData).toBe(false)
    streams.push('image', 0, 'x')
    expect(one.hasData).toBe(true)
    streams.bound.stdin.get('image')!.take()
    expect(one.hasData).toBe(false)
    one.flow = { hasData: true } as never
    expect(one.hasData).toBe(true)
  })

  test('of what was sent: what its targets have not taken yet', () => {
    const one = sent('a')
    expect(one.hasData).toBe(false)
    one.outgoing = { hasData: true } as never
    expect(one.hasData).toBe(true)
  })
})
