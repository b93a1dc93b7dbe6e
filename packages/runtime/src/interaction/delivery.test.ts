import { wireError } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { anAck, aStatus } from '../testing/message.ts'
import { requesterRig } from '../testing/requester-rig.ts'

const completed = (seq = 0, own = {}) => aStatus(seq, { transitions: [['completed', 5]], reason: 'ok', ...own })

// A request on its way, seen from the requester that sends it.

describe('when the broker says that nobody listens', () => {
  test('all instances are asked, and a second 503 ends it: two round trips', () => {
    const { send, requester, post } = requesterRig()
    const { sent, follower } = send('a-1')
    requester.reach.onNoResponders('bob', 'a-1')
    expect(post.controls).toMatchObject([
      { target: 'bob', instance: '_', message: { op: 'query', id: 'a-1', requester: 'alice', senderInstance: 'a' } },
    ])
    expect(sent.completed).toBe(false)
    requester.reach.onNoResponders('bob', 'a-1')
    expect(sent.targets[0]!.ending).toMatchObject({
      reason: 'rejected',
      error: { code: 'NO_RESPONDERS', retryable: true, message: expect.stringContaining('no agent bob is running in the world w') },
    })
    expect(follower.ends).toBe(1)
  })

  test('but an instance answers, all are full: it is sent again under its id, later each time, until its time is over', () => {
    const { send, requester, post, clock } = requesterRig()
    const { sent } = send('a-1', { timeoutMs: 10_000 })
    const times: number[] = []
    while (!sent.completed) {
      const before = post.requests.length
      requester.reach.onNoResponders('bob', 'a-1')
      requester.reach.onAck('bob', 'a-1', anAck(false))
      requester.reach.onAck('bob', 'a-1', anAck(false, {}, 'other'))
      const atMs = clock.nowMs()
      while (!sent.completed && post.requests.length === before) clock.advance(1)
      times.push(clock.nowMs() - atMs)
    }
    expect(new Set(post.requests.map(({ message }) => message.id))).toEqual(new Set(['a-1']))
    expect(times.slice(0, 4)).toEqual([50, 100, 200, 400])
    expect(Math.max(...times)).toBe(2_000)
    expect(sent.targets[0]!.ending).toMatchObject({ reason: 'rejected', error: { code: 'FULL' } })
    expect(post.requests.at(-1)!.message.remainingMs).toBeLessThan(2_500)
  })

  test('of an instance that held it, it is gone, and nobody knows whether it ran', () => {
    const { send, requester } = requesterRig()
    const one = send('a-1')
    const two = send('a-2')
    const other = send('a-3')
    for (const id of ['a-1', 'a-2']) requester.onStatus('bob', id, aStatus(0))
    requester.onStatus('bob', 'a-3', aStatus(0, { instance: 'other' }))
    requester.reach.onNoResponders('bob', 'a-1')
    for (const { sent } of [one, two])
      expect(sent.targets[0]!.ending).toMatchObject({
        reason: 'disconnected',
        error: { code: 'DISCONNECTED', details: { executed: 'unknown' } },
      })
    expect(other.sent.completed).toBe(false)
  })
})

test('a request that bounces is sent again under its id, as late as it was told', () => {
  const { send, requester, post, clock } = requesterRig()
  const { sent } = send('a-1')
  const bounce = aStatus(0, { status: 'requested', transitions: [], error: { ...wireError('FULL', 'full', { retryAfterMs: 80 }) } })
  requester.onStatus('bob', 'a-1', bounce)
  clock.advance(79)
  expect(post.requests).toHaveLength(1)
  clock.advance(1)
  expect(post.requests).toHaveLength(2)
  requester.onStatus('bob', 'a-1', aStatus(0, { instance: 'twin' }))
  expect(sent.target('bob')).toMatchObject({ status: 'running', instance: 'twin' })
  requester.onStatus('bob', 'a-1', completed(1, { instance: 'twin' }))
  expect(sent.reason).toBe('ok')
})

test('a bounce that comes twice makes it go out once', () => {
  const { send, requester, post, clock } = requesterRig()
  send('a-1')
  const bounce = aStatus(0, { status: 'requested', transitions: [], error: wireError('FULL', 'full') })
  requester.onStatus('bob', 'a-1', bounce)
  requester.onStatus('bob', 'a-1', bounce)
  clock.advance(10_000)
  expect(post.requests).toHaveLength(2)
})
