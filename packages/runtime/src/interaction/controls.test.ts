import { ParleyError } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { anAck, aStatus } from '../testing/message.ts'
import { requesterRig } from '../testing/requester-rig.ts'

test('a question says what was heard last', () => {
  const { send, requester, controls, post } = requesterRig()
  const { sent, state } = send('a-1')
  controls.send(sent, state, 'query')
  requester.onStatus('bob', 'a-1', aStatus(4))
  controls.send(sent, state, 'query')
  controls.send(sent, state, 'pause')
  expect(post.controls.map(({ message: { op, seq } }) => [op, seq])).toEqual([
    ['query', -1],
    ['query', 4],
    ['pause', undefined],
  ])
})

describe('steering', () => {
  test('settles with the holder’s word', async () => {
    const { send, requester, controls, post } = requesterRig()
    const { sent } = send('a-1')
    requester.onStatus('bob', 'a-1', aStatus(0))
    const steered = controls.steer(sent, 'pause')
    expect(post.controls).toMatchObject([{ instance: 'b', message: { op: 'pause' } }])
    requester.reach.onAck('bob', 'a-1', anAck(true, { op: 'pause' }))
    await steered
  })

  test.each([
    ['FORBIDDEN', { held: true, code: 'FORBIDDEN' }],
    ['UNSUPPORTED', { held: true, code: 'UNSUPPORTED' }],
  ] as const)('throws %s when the holder refuses', async (code, ack) => {
    const { send, requester, controls } = requesterRig()
    const { sent } = send('a-1')
    requester.onStatus('bob', 'a-1', aStatus(0))
    const steered = expect(controls.steer(sent, 'pause')).rejects.toMatchObject({ code })
    requester.reach.onAck('bob', 'a-1', anAck(ack.held, { op: 'pause', ok: false, code: ack.code }))
    await steered
  })

  test('throws NOT_HELD when nobody says that it has it, a beat later', async () => {
    const { send, requester, controls, clock } = requesterRig({ beatMs: 1_000 })
    const { sent } = send('a-1')
    const steered = expect(controls.steer(sent, 'pause')).rejects.toMatchObject({ code: 'NOT_HELD' })
    requester.reach.onAck('bob', 'a-1', anAck(false, { op: 'pause', ok: false, code: 'NOT_HELD' }))
    clock.advance(1_000)
    await steered
  })

  test('throws NOT_HELD at once when the broker says that nobody listens', async () => {
    const { send, requester, controls } = requesterRig()
    const { sent } = send('a-1')
    const steered = expect(controls.steer(sent, 'resume')).rejects.toMatchObject({ code: 'NOT_HELD' })
    requester.reach.onNoResponders('bob', 'a-1')
    await steered
  })

  test('throws when the broker takes nothing, a beat later, and nothing is left unhandled', async () => {
    const { send, controls, clock, post } = requesterRig()
    const { sent } = send('a-1', {}, ['bob', 'carol'])
    post.judge = () => new ParleyError('BUFFER_FULL', 'away')
    const steered = expect(controls.steer(sent, 'pause')).rejects.toMatchObject({ code: 'NOT_HELD' })
    clock.advance(1_000)
    await steered
  })
})
