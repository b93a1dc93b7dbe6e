import { wireError } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { aRequest } from '../testing/message.ts'
import { targetRig } from '../testing/target-rig.ts'

describe('a request is refused, and changes nothing, when', () => {
  test('its body claims another requester than its subject', () => {
    const { arrivals, last, manager } = targetRig()
    arrivals.onRequest('mallory', aRequest({ requester: 'alice' }))
    expect(last('a-1')).toMatchObject({ status: 'completed', reason: 'rejected', error: { code: 'IDENTITY_MISMATCH' } })
    expect(last('a-1')!.error!.message).toContain('alice')
    expect(manager.open).toBe(0)
  })

  test('the refusal goes to the requester of the subject', () => {
    const { arrivals, post } = targetRig()
    arrivals.onRequest('mallory', aRequest({ requester: 'alice' }))
    expect(post.statuses).toMatchObject([{ requester: 'mallory' }])
  })

  test('there is no such action, or its arguments are wrong', () => {
    const { ask, last, manager } = targetRig({ refuse: () => wireError('BAD_ARGUMENTS', 'args.text: got nothing, expected string') })
    ask('a-1')
    expect(last('a-1')).toMatchObject({
      reason: 'rejected',
      error: { code: 'BAD_ARGUMENTS', message: expect.stringContaining('args.text') },
    })
    expect(manager.open).toBe(0)
  })

  test('its call chain comes back to one that waits', () => {
    const { ask, last } = targetRig()
    ask('a-1', { ancestors: ['zoe', 'bob', 'carol'] })
    expect(last('a-1')).toMatchObject({
      reason: 'rejected',
      error: { code: 'WAIT_CYCLE', message: expect.stringContaining('bob -> carol') },
    })
  })
})

describe('a request that finds no room stays REQUESTED, is told when to come again, and changes nothing, when', () => {
  test('the queue is full', () => {
    const { ask, last, manager, told } = targetRig({ limit: 1 })
    for (const id of ['a-1', 'a-2', 'a-3']) ask(id)
    expect(last('a-3')).toMatchObject({ status: 'requested', transitions: [], error: { code: 'FULL', retryAfterMs: expect.any(Number) } })
    expect(told('a-2')).toEqual(['received'])
    expect(manager.received.size).toBe(2)
  })

  test('too much is open', () => {
    const { ask, last, manager } = targetRig({ capacity: 10, places: 100 })
    for (let i = 0; i < 9; i++) ask(`a-${i}`)
    ask('a-9')
    expect(last('a-9')).toMatchObject({ status: 'requested', error: { code: 'FULL' } })
    expect(manager.received.size).toBe(9)
  })

  test('the agent is leaving', () => {
    const { ask, last, target } = targetRig()
    void target.drain()
    ask('a-1')
    expect(last('a-1')).toMatchObject({ status: 'requested', error: { code: 'DRAINING', retryAfterMs: expect.any(Number) } })
  })
})

describe('a repeated request', () => {
  test('is told where the first one stands, and runs no second time', () => {
    const { ask, last, manager, post } = targetRig()
    ask('a-1')
    ask('a-1')
    expect(last('a-1')).toMatchObject({ status: 'running', transitions: [], seq: 2 })
    expect(manager.received.size).toBe(1)
    expect(post.statuses).toHaveLength(3)
  })

  test('gets the words with which the first one ended, for a minute', () => {
    const { ask, job, last, post, clock } = targetRig()
    ask('a-1')
    job('a-1').done({ reason: 'error', error: wireError('HANDLER_FAILED', 'once') })
    const words = last('a-1')
    clock.advance(59_000)
    ask('a-1')
    expect(post.statuses).toHaveLength(4)
    expect(last('a-1')).toEqual(words)
  })

  test('whose end its requester has heard gets no words, and runs no second time', () => {
    const { ask, job, ends, ended, manager, post } = targetRig()
    ask('a-1')
    job('a-1').done()
    const before = post.statuses.length
    ends.heard('alice', 'a', [0, 2])
    ask('a-1')
    expect([post.statuses.length, manager.received.size, ended]).toEqual([before, 0, [['a-1', 'ok']]])
  })

  test('is none where its id was never here, also when its requester has heard all that is around it', () => {
    const { ask, job, ends, last } = targetRig()
    for (const id of ['a-1', 'a-3']) {
      ask(id)
      job(id).done()
    }
    ends.heard('alice', 'a', [0, 9])
    ask('a-2')
    expect(last('a-2')).toMatchObject({ status: 'running' })
  })

  test('of another requester is another interaction', () => {
    const { ask, manager } = targetRig({ places: 2 })
    ask('a-1')
    ask('a-1', { requester: 'carol', requesterInstance: 'c' })
    expect([...manager.received.values()].map(({ uuid }) => uuid)).toEqual(['a-1_alice', 'a-1_carol'])
  })
})

test('a full instance leaves the queue group, and comes back when it has room', () => {
  const { ask, job, doors } = targetRig({ places: 1, limit: 3 })
  for (const id of ['a-1', 'a-2', 'a-3', 'a-4']) ask(id)
  expect(doors).toEqual([true, false])
  job('a-1').done()
  job('a-2').done()
  expect(doors).toEqual([true, false, true])
})

test('an instance with room for nothing but the one that runs comes back when that has ended', () => {
  const { ask, job, doors } = targetRig({ places: 1, limit: 0 })
  ask('a-1')
  expect(doors).toEqual([true, false])
  job('a-1').done()
  expect(doors).toEqual([true, false, true])
})
