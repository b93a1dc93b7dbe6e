import { describe, expect, test } from 'vitest'
import { boundRig } from '../testing/bound-rig.ts'
import { aStatus } from '../testing/message.ts'
import { requesterRig } from '../testing/requester-rig.ts'
import { targetRig } from '../testing/target-rig.ts'

// What becomes of an end at the other side: what it says of it, what it is told, what still comes for it.

const wanted = { stdin: ['eye:image'], stdtar: [], stdext: [], stdunk: [] }

describe('I-90, I-94 an agent that is gone', () => {
  test('as requester: what it asked ends DISCONNECTED; what others asked does not', () => {
    const { ask, target, told } = targetRig({ places: 10 })
    ask('a-1')
    ask('a-2', { requester: 'carol', requesterInstance: 'c' })
    target.onRequesterGone('alice', 'a')
    expect([told('a-1').at(-1), told('a-2').at(-1)]).toEqual(['completed disconnected', 'running'])
  })

  test('as one of several targets: that one ends DISCONNECTED; the others, and other interactions, do not', () => {
    const { send, requester } = requesterRig()
    const both = send('a-1', {}, ['bob', 'carol'])
    const other = send('a-2', {}, ['carol'])
    requester.onStatus('bob', 'a-1', aStatus(0))
    requester.reach.onInstanceGone('bob', 'b')
    expect(both.sent.targets.map(({ ending }) => ending?.reason)).toEqual(['disconnected', undefined])
    expect([both.sent.completed, other.sent.completed]).toEqual([false, false])
    requester.onStatus('carol', 'a-1', aStatus(0, { by: 'carol', instance: 'c', status: 'completed', reason: 'ok' }))
    expect([both.sent.completed, both.sent.summary]).toEqual([true, 'partial'])
  })

  test('as the only target: the whole ends DISCONNECTED', () => {
    const { send, requester } = requesterRig()
    const { sent } = send('a-1')
    requester.onStatus('bob', 'a-1', aStatus(0))
    requester.reach.onInstanceGone('bob', 'another')
    expect(sent.completed).toBe(false)
    requester.reach.onInstanceGone('bob', 'b')
    expect(sent.reason).toBe('disconnected')
  })
})

test('I-91 data of what has ended is dropped, and of nothing else', async () => {
  const rigs = new Map(['a-1', 'a-2'].map((id) => [id, boundRig({ stdin: ['image'], stdext: ['noise'] })]))
  const { ask, steer, manager, clock } = targetRig({ bind: async ({ id }) => rigs.get(id)!.bound })
  for (const id of ['a-1', 'a-2']) ask(id, { streams: wanted })
  await clock.settle()
  for (const rig of rigs.values()) rig.push('noise', 0, 'x')
  const [one, two] = ['a-1_alice', 'a-2_alice'].map((uuid) => manager.getInteraction(uuid)!)
  steer('cancel', 'a-1')
  expect([one!.hasData, two!.hasData]).toEqual([false, true])
})

describe('I-92 a status of what was sent', () => {
  const status = { status: 'completed' as const, tags: { caption: 3 }, state: 'done' }

  test('records the tags of who said it, and completes that target with its reason and state', () => {
    const { send, requester } = requesterRig()
    const { sent } = send('a-1', {}, ['bob', 'carol'])
    requester.onStatus('bob', 'a-1', aStatus(0, { tags: { caption: 2 } }))
    requester.onStatus('bob', 'a-1', aStatus(1, { ...status, reason: 'error' }))
    expect(sent.target('bob')).toMatchObject({ tags: { caption: [2, 3] }, ending: { reason: 'error', state: 'done' } })
    expect(sent.target('carol')).toMatchObject({ tags: null, ending: null })
  })

  test('without a reason is ok', () => {
    const { send, requester } = requesterRig()
    const { sent } = send('a-1')
    requester.onStatus('bob', 'a-1', aStatus(0, status))
    expect(sent.reason).toBe('ok')
  })

  test('of an unknown uuid changes nothing', () => {
    const { send, requester, manager } = requesterRig()
    send('a-1')
    requester.onStatus('bob', 'a-9', aStatus(0, status))
    expect([manager.open, manager.count]).toEqual([1, 1])
  })

  test('is of who the subject names, whatever it says itself', () => {
    const { send, requester } = requesterRig()
    const { sent } = send('a-1')
    requester.onStatus('mallory', 'a-1', aStatus(0, { ...status, by: 'bob' }))
    expect(sent.completed).toBe(false)
  })
})

describe('I-93 who is told that what was received has completed', () => {
  test('its requester, in one status', () => {
    const { ask, job, post } = targetRig({ windowMs: 2 })
    ask('a-1')
    job('a-1').done()
    expect(post.statuses).toMatchObject([{ requester: 'alice', id: 'a-1', message: { status: 'completed', reason: 'ok' } }])
  })

  test.each([
    ['nobody, when it is volatile', { volatile: true }],
    ['nobody, when it is the system’s', { requester: 'system' }],
  ])('%s', (_, own) => {
    const { ask, job, post, ended } = targetRig()
    ask('a-1', own)
    job('a-1').done()
    expect([ended, post.statuses]).toEqual([[['a-1', 'ok']], []])
  })
})
