import { ParleyError } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { anAck, aStatus } from '../testing/message.ts'
import { requesterRig } from '../testing/requester-rig.ts'

describe('a holder’s word', () => {
  test('that it holds it keeps it open', () => {
    const { send, requester } = requesterRig()
    const { sent, state } = send('a-1')
    requester.reach.onAck('bob', 'a-1', anAck(true, {}, 'b7'))
    expect([sent.completed, state.instance]).toEqual([false, 'b7'])
  })

  test('that it does not hold it any more ends it', () => {
    const { send, requester } = requesterRig()
    const { sent } = send('a-1')
    requester.onStatus('bob', 'a-1', aStatus(0))
    requester.reach.onAck('bob', 'a-1', anAck(false, {}, 'stranger'))
    expect(sent.completed).toBe(false)
    requester.reach.onAck('bob', 'a-1', anAck(false))
    expect(sent.reason).toBe('disconnected')
  })
})

describe('a request that could not leave', () => {
  test('ends with the reason why, and no other does', () => {
    const { send, requester } = requesterRig()
    const [gone, other] = [send('a-1'), send('a-2')]
    requester.reach.onUnsent('bob', 'a-1', new ParleyError('TOO_LARGE', 'a message of 2 bytes, the broker takes 1'))
    expect(gone.sent.targets[0]!.ending).toMatchObject({ reason: 'rejected', error: { code: 'TOO_LARGE' } })
    expect(other.sent.completed).toBe(false)
  })

  test('because the broker forbids it: all that nobody has answered ends, what somebody holds goes on', () => {
    const { send, requester } = requesterRig()
    const [silent, held, toCarol] = [send('a-1'), send('a-2'), send('a-3', {}, ['carol'])]
    requester.onStatus('bob', 'a-2', aStatus(0, { transitions: [['received', 1]], status: 'received' }))
    requester.reach.onForbidden('bob')
    expect(silent.sent.targets[0]!.ending).toMatchObject({ reason: 'rejected', error: { code: 'FORBIDDEN' } })
    expect([held.sent.completed, toCarol.sent.completed]).toEqual([false, false])
  })
})

test('the end of an instance ends what it held, and nothing that another one holds', () => {
  const { send, requester } = requesterRig()
  const [one, other] = [send('a-1'), send('a-2')]
  for (const [id, instance] of [
    ['a-1', 'b'],
    ['a-2', 'c'],
  ] as const)
    requester.onStatus('bob', id, aStatus(0, { transitions: [['received', 1]], status: 'received', instance }))
  requester.reach.onInstanceGone('bob', 'b')
  expect([one.sent.reason, other.sent.completed]).toEqual(['disconnected', false])
})
