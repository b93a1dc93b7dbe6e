import { ParleyError } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { aRequest } from '../testing/message.ts'
import { targetRig } from '../testing/target-rig.ts'
import { SentInteraction } from './sent.ts'

const childOf = (parent: string, own = {}) => new SentInteraction(aRequest({ id: `${parent}-child`, ...own }), ['carol'], null)

test('a request is received, run and ended, and each is told in order with a number', () => {
  const { ask, job, told, post, ended } = targetRig()
  ask('a-1')
  expect(told('a-1')).toEqual(['received', 'running'])
  job('a-1').done({ reason: 'ok', result: 42 })
  expect(told('a-1')).toEqual(['received', 'running', 'completed ok'])
  expect(post.statuses.map(({ message }) => message.seq)).toEqual([0, 1, 2])
  expect(post.statuses[2]).toMatchObject({ requester: 'alice', requesterInstance: 'a', message: { by: 'bob', instance: 'b', result: 42 } })
  expect(ended).toEqual([['a-1', 'ok']])
})

describe('when its time is over', () => {
  test('what runs ends, its signal fires, and its place stays taken until it has really returned', () => {
    const { ask, job, last, clock, mailbox, told } = targetRig()
    ask('a-1', { timeoutMs: 1_000 })
    ask('a-2')
    clock.advance(1_004)
    expect(last('a-1')).toMatchObject({ reason: 'timeout', error: { code: 'TIMEOUT', message: expect.stringContaining('1000 ms') } })
    expect(job('a-1').aborted).toMatchObject({ code: 'TIMEOUT' })
    expect([mailbox.running, told('a-2')]).toEqual([1, ['received']])
    job('a-1').done({ reason: 'ok', result: 'too late' })
    expect(told('a-1')).toEqual(['received', 'running', 'completed timeout'])
    expect(told('a-2')).toEqual(['received', 'running'])
  })

  test('what waits ends, and never begins', () => {
    const { ask, job, told, clock } = targetRig()
    ask('a-1')
    ask('a-2', { timeoutMs: 1_000 })
    clock.advance(1_004)
    expect(told('a-2')).toEqual(['received', 'completed timeout'])
    job('a-1').done()
    expect(job('a-2').turn).toBeNull()
  })

  test('what was left when it was sent counts, not what was allowed in all', () => {
    const { ask, told, clock } = targetRig()
    ask('a-1', { timeoutMs: 60_000, remainingMs: 100 })
    clock.advance(104)
    expect(told('a-1')).toContain('completed timeout')
  })

  test('without a limit it never is', () => {
    const { ask, told, clock } = targetRig()
    ask('a-1')
    clock.advance(86_400_000)
    expect(told('a-1')).toEqual(['received', 'running'])
  })
})

describe('children', () => {
  test('are cancelled with their parent, but for those that were sent to outlive it', () => {
    const { ask, job, steer, cancelled } = targetRig()
    ask('a-1')
    const [near, far] = [childOf('near'), childOf('far', { detached: true })]
    for (const child of [near, far]) job('a-1').received!.adopt(child)
    steer('cancel', 'a-1')
    expect(cancelled).toEqual([near])
  })

  test('outlive a parent that ends by itself', () => {
    const { ask, job, cancelled } = targetRig()
    ask('a-1')
    job('a-1').received!.adopt(childOf('near'))
    job('a-1').done()
    expect(cancelled).toEqual([])
  })
})

describe('when a requester is gone', () => {
  test('what that instance asked for ends, and nothing else', () => {
    const { ask, target, told } = targetRig({ places: 10 })
    ask('a-1')
    ask('a-2', { requesterInstance: 'other' })
    ask('a-3', { detached: true })
    target.onRequesterGone('alice', 'a')
    expect(told('a-1')).toContain('completed disconnected')
    expect([told('a-2'), told('a-3')]).toEqual([
      ['received', 'running'],
      ['received', 'running'],
    ])
  })

  test('the broker’s word for one id is enough for all of that instance', () => {
    const { ask, target, told, last } = targetRig({ places: 10 })
    ask('a-1')
    ask('a-2')
    target.onNoResponders('alice', 'a-1')
    expect([told('a-1').at(-1), told('a-2').at(-1)]).toEqual(['completed disconnected', 'completed disconnected'])
    expect(last('a-1')!.error).toMatchObject({ code: 'AGENT_GONE' })
    target.onNoResponders('alice', 'unknown')
  })
})

describe('draining', () => {
  const settled = async (promise: Promise<void>) => {
    let done = false
    void promise.then(() => {
      done = true
    })
    for (let i = 0; i < 5; i++) await Promise.resolve()
    return done
  }

  test('of an agent that holds nothing is over at once', async () => {
    expect(await settled(targetRig().target.drain())).toBe(true)
  })

  test('waits for what runs and for what waits, and leaves the queue group first', async () => {
    const { ask, job, target, doors } = targetRig()
    ask('a-1')
    ask('a-2')
    const drained = target.drain()
    expect(doors).toEqual([true, false])
    job('a-1').done()
    expect(await settled(drained)).toBe(false)
    job('a-2').done()
    expect(await settled(drained)).toBe(true)
    expect(doors).toEqual([true, false])
  })

  test('waits for a handler that has not returned, though its interaction has ended', async () => {
    const { ask, job, target, steer } = targetRig()
    ask('a-1')
    const drained = target.drain()
    steer('cancel', 'a-1')
    expect(await settled(drained)).toBe(false)
    job('a-1').done()
    expect(await settled(drained)).toBe(true)
  })
})

test('a volatile request is run, and nothing is ever told', () => {
  const { arrivals, ask, job, post } = targetRig()
  ask('a-1', { volatile: true })
  job('a-1').done({ reason: 'ok', result: 1 })
  arrivals.onRequest('mallory', aRequest({ volatile: true }))
  expect(post.statuses).toEqual([])
})

test('when the broker takes nothing the interaction still ends, its place is free, and its end is told to who asks', () => {
  const { ask, job, post, told, mailbox, steer } = targetRig()
  ask('a-1')
  post.judge = () => new ParleyError('BUFFER_FULL', 'away')
  job('a-1').done({ reason: 'ok', result: 1 })
  ask('a-2')
  post.judge = () => undefined
  expect([told('a-1'), mailbox.running]).toEqual([['received', 'running'], 1])
  steer('query', 'a-1')
  expect(told('a-1')).toEqual(['received', 'running', 'completed ok'])
})
