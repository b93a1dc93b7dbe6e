import { ParleyError } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { anAck, aRequest, aStatus } from '../testing/message.ts'
import { Follower, requesterRig } from '../testing/requester-rig.ts'
import { SentInteraction } from './sent.ts'

const completed = (seq = 0, own = {}) => aStatus(seq, { transitions: [['completed', 5]], reason: 'ok', ...own })

test('what is sent is registered, and ends with the status of its target', () => {
  const { send, requester, manager, post } = requesterRig()
  const { sent, follower } = send('a-1', { timeoutMs: 1_000 })
  expect(post.requests).toMatchObject([{ target: 'bob', message: { id: 'a-1', timeoutMs: 1_000 } }])
  expect(sent.status).toBe('requested')
  requester.onStatus(
    'bob',
    'a-1',
    aStatus(0, {
      transitions: [
        ['received', 1],
        ['running', 2],
        ['completed', 3],
      ],
      status: 'completed',
      reason: 'ok',
      result: 42,
    }),
  )
  expect(follower.transitions).toEqual(['bob received', 'bob running', 'bob completed ok'])
  expect(sent).toMatchObject({ status: 'completed', reason: 'ok' })
  expect(sent.targets[0]!.ending).toEqual({ reason: 'ok', result: 42 })
  expect([follower.ends, manager.open]).toEqual([1, 0])
})

describe('a status', () => {
  test('I-47 from a peer that is not a target changes nothing', () => {
    const { send, requester, strangers } = requesterRig()
    const { sent, follower } = send('a-1')
    requester.onStatus('mallory', 'a-1', completed())
    expect([sent.status, sent.targets[0]!.seq, follower.transitions]).toEqual(['requested', -1, []])
    expect(strangers).toEqual(['mallory a-1_alice'])
  })

  test('of an unknown id changes nothing', () => {
    const { send, requester } = requesterRig()
    const { sent } = send('a-1')
    requester.onStatus('bob', 'a-2', completed())
    requester.reach.onAck('bob', 'a-2', anAck(true))
    requester.reach.onNoResponders('bob', 'a-2')
    requester.onSamples('bob', 'work', 'a-2', { tag: 0, data: [1] })
    expect(sent.status).toBe('requested')
  })

  test('that comes twice or out of order changes nothing the second time', () => {
    const { send, requester } = requesterRig()
    const { follower } = send('a-1')
    requester.onStatus(
      'bob',
      'a-1',
      aStatus(1, {
        transitions: [
          ['received', 1],
          ['running', 2],
        ],
      }),
    )
    requester.onStatus(
      'bob',
      'a-1',
      aStatus(1, {
        transitions: [
          ['received', 1],
          ['running', 2],
        ],
      }),
    )
    requester.onStatus('bob', 'a-1', aStatus(0, { transitions: [['received', 1]] }))
    expect(follower.transitions).toEqual(['bob received', 'bob running'])
  })

  test('after the end changes nothing', () => {
    const { send, requester } = requesterRig()
    const { follower, sent } = send('a-1')
    requester.onStatus('bob', 'a-1', completed(0))
    requester.onStatus('bob', 'a-1', completed(1, { reason: 'error' }))
    requester.onSamples('bob', 'work', 'a-1', { tag: 0, data: [1] })
    expect([follower.ends, sent.reason, follower.samples]).toEqual([1, 'ok', []])
  })

  test('without a reason is an ok', () => {
    const { send, requester } = requesterRig()
    const { sent } = send('a-1')
    requester.onStatus('bob', 'a-1', aStatus(0, { transitions: [['completed', 1]] }))
    expect(sent.reason).toBe('ok')
  })
})

test('samples reach the follower with their tags', () => {
  const { send, requester } = requesterRig()
  const { follower } = send('a-1')
  requester.onSamples('bob', 'work', 'a-1', { tag: 0, data: ['a', 'b'] })
  requester.onSamples('bob', 'work', 'a-1', { tag: 2, data: ['c'] })
  requester.onSamples('mallory', 'work', 'a-1', { tag: 3, data: ['d'] })
  expect(follower.samples).toEqual([
    [0, 'a'],
    [1, 'b'],
    [2, 'c'],
  ])
})

describe('when its time is over', () => {
  test('it ends here at once, and whoever has it is told to stop', () => {
    const { send, requester, clock, post } = requesterRig()
    const { sent, follower } = send('a-1', { timeoutMs: 500 })
    requester.onStatus('bob', 'a-1', aStatus(0))
    clock.advance(504)
    expect(sent.targets[0]!.ending).toMatchObject({
      reason: 'timeout',
      error: { code: 'TIMEOUT', message: expect.stringContaining('500 ms') },
    })
    expect(post.controls).toMatchObject([{ target: 'bob', instance: 'b', message: { op: 'cancel' } }])
    expect(follower.ends).toBe(1)
  })

  test('it ends also when the broker takes nothing', () => {
    const { send, clock, post } = requesterRig()
    const { sent } = send('a-1', { timeoutMs: 500 })
    post.judge = () => new ParleyError('BUFFER_FULL', 'away')
    clock.advance(504)
    expect(sent.reason).toBe('timeout')
  })

  test('before it was sent, it is not sent', () => {
    const { send, post } = requesterRig()
    const { sent, follower } = send('a-1', { timeoutMs: 0 })
    expect([sent.reason, post.requests, follower.ends]).toEqual(['timeout', [], 1])
  })

  test('stands still while it is paused', () => {
    const { send, requester, clock } = requesterRig()
    const { sent } = send('a-1', { timeoutMs: 500 })
    requester.onStatus(
      'bob',
      'a-1',
      aStatus(0, {
        transitions: [
          ['running', 1],
          ['paused', 2],
        ],
      }),
    )
    clock.advance(100_000)
    expect(sent.status).toBe('paused')
    requester.onStatus('bob', 'a-1', aStatus(1))
    clock.advance(496)
    expect(sent.status).toBe('running')
    clock.advance(12)
    expect(sent.reason).toBe('timeout')
  })
})

describe('a send that fails is an ending, not a throw:', () => {
  test('no room', () => {
    const { send, post } = requesterRig({ capacity: 1 })
    send('a-1')
    const { sent, follower } = send('a-2')
    expect(sent.targets[0]!.ending).toMatchObject({ reason: 'rejected', error: { code: 'FULL' } })
    expect([follower.ends, post.requests.length]).toEqual([1, 1])
  })

  test.each(['TOO_LARGE', 'BUFFER_FULL', 'CLOSED'] as const)('%s', (code) => {
    const { send, post, manager } = requesterRig()
    post.judge = () => new ParleyError(code, 'no')
    const { sent, follower } = send('a-1')
    expect(sent.targets[0]!.ending).toMatchObject({ reason: 'rejected', error: { code } })
    expect([follower.ends, manager.open]).toEqual([1, 0])
  })

  test('a parent that has been cancelled meanwhile', () => {
    const { requester, post } = requesterRig()
    const parent = { completed: true, reason: 'cancelled', adopt() {} }
    const sent = new SentInteraction(aRequest({ id: 'c' }), ['bob'], parent as never)
    sent.observer = new Follower()
    requester.send(sent)
    expect([sent.reason, post.requests]).toEqual(['cancelled', []])
  })
})

describe('with several targets', () => {
  test('each has its own course, and the whole ends with the last', () => {
    const { send, requester, post } = requesterRig()
    const { sent, follower } = send('a-1', {}, ['bob', 'carol'])
    expect(post.requests.map(({ target }) => target)).toEqual(['bob', 'carol'])
    requester.onStatus('bob', 'a-1', completed())
    expect([sent.completed, sent.target('carol')!.status]).toEqual([false, 'requested'])
    requester.reach.onNoResponders('carol', 'a-1')
    requester.reach.onNoResponders('carol', 'a-1')
    expect(sent).toMatchObject({ completed: true, summary: 'partial' })
    expect([follower.transitions, follower.ends]).toEqual([['bob completed ok', 'carol completed rejected'], 1])
  })

  test('one that has ended says nothing more, though the whole is open', () => {
    const { send, requester } = requesterRig()
    const { sent, follower } = send('a-1', {}, ['bob', 'carol'])
    requester.onStatus('bob', 'a-1', completed())
    requester.onStatus('bob', 'a-1', aStatus(1))
    requester.reach.onAck('bob', 'a-1', anAck(false))
    requester.onSamples('bob', 'work', 'a-1', { tag: 0, data: [1] })
    expect([follower.transitions, follower.samples, sent.target('bob')!.status]).toEqual([['bob completed ok'], [], 'completed'])
  })

  test('the whole is paused when all that are open are', () => {
    const { send, requester } = requesterRig()
    const { sent } = send('a-1', {}, ['bob', 'carol'])
    const paused = aStatus(0, {
      transitions: [
        ['running', 1],
        ['paused', 2],
      ],
    })
    requester.onStatus('bob', 'a-1', paused)
    expect(sent.status).toBe('running')
    requester.onStatus('carol', 'a-1', { ...paused, by: 'carol' })
    expect(sent.status).toBe('paused')
  })
})

test('closing ends all that is open as discarded', () => {
  const { send, requester, manager } = requesterRig()
  const all = [send('a-1'), send('a-2', {}, ['bob', 'carol'])]
  requester.close()
  for (const { sent, follower } of all) {
    expect(sent.reason).toBe('discarded')
    expect(sent.targets.every(({ ending }) => ending?.error?.code === 'CLOSED')).toBe(true)
    expect(follower.ends).toBe(1)
  }
  expect(manager.open).toBe(0)
})

test('a volatile one ends ok with its delivery', () => {
  const { send, post } = requesterRig()
  const { sent, follower } = send('a-1', { volatile: true })
  expect([sent.reason, follower.ends, post.requests.length]).toEqual(['ok', 1, 1])
})
