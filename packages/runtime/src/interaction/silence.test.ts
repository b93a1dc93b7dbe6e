import { describe, expect, test } from 'vitest'
import { anAck, aStatus } from '../testing/message.ts'
import { requesterRig } from '../testing/requester-rig.ts'

const BEAT = 1_000

const setUp = () => {
  const rig = requesterRig({ beatMs: BEAT })
  rig.silence.start()
  return rig
}

describe('a request that nobody has answered', () => {
  test('is not asked for within its first beat', () => {
    const { send, clock, asked } = setUp()
    clock.advance(BEAT / 2)
    send('a-1')
    clock.advance(BEAT / 2)
    expect(asked()).toEqual([])
  })

  test('is asked for at all instances after a beat; a beat later without a holder it is lost', () => {
    const { send, clock, asked } = setUp()
    const { sent } = send('a-1')
    clock.advance(BEAT)
    expect(asked()).toEqual(['bob/_'])
    clock.advance(BEAT - 1)
    expect(sent.completed).toBe(false)
    clock.advance(1)
    expect(sent.targets[0]!.ending).toMatchObject({ reason: 'disconnected', error: { details: { executed: 'unknown' } } })
  })

  test('is not lost when an instance that does not hold it answers, and another that does', () => {
    const { send, clock, requester } = setUp()
    const { sent, state } = send('a-1')
    clock.advance(BEAT)
    requester.reach.onAck('bob', 'a-1', anAck(false, {}, 'twin'))
    requester.reach.onAck('bob', 'a-1', anAck(true, {}, 'b'))
    clock.advance(BEAT)
    expect([sent.completed, state.instance]).toEqual([false, 'b'])
  })

  test('is not asked for while it waits to be sent again', () => {
    const { send, clock, asked, requester, post } = setUp()
    send('a-1', { timeoutMs: 100_000 })
    const bounce = aStatus(0, {
      status: 'requested',
      transitions: [],
      error: { code: 'FULL', message: 'full', retryable: true, retryAfterMs: 1_900 },
    })
    requester.onStatus('bob', 'a-1', bounce)
    clock.advance(1_899)
    expect(asked()).toEqual([])
    clock.advance(1)
    expect(post.requests).toHaveLength(2)
  })
})

describe('an instance that holds something', () => {
  test('is watched only when that is older than a beat', () => {
    const { send, requester, clock, watched } = setUp()
    send('a-1')
    requester.onStatus('bob', 'a-1', aStatus(0))
    expect(watched.size).toBe(0)
    clock.advance(BEAT)
    expect([...watched]).toEqual(['bob/b'])
  })

  test('that falls silent is asked after a beat, and has lost what it held three beats after its last sign', () => {
    const { send, requester, clock, asked } = setUp()
    const { sent } = send('a-1')
    requester.onStatus('bob', 'a-1', aStatus(0))
    clock.advance(BEAT)
    expect(asked()).toEqual(['bob/b'])
    clock.advance(2 * BEAT - 1)
    expect(sent.completed).toBe(false)
    clock.advance(1)
    expect(sent.targets[0]!.ending).toMatchObject({ reason: 'disconnected', error: { code: 'DISCONNECTED' } })
  })

  test('that shows life is waited for, however long it takes, and asked less and less', () => {
    const { send, requester, clock, asked, sign } = setUp()
    const { sent } = send('a-1')
    requester.onStatus('bob', 'a-1', aStatus(0))
    for (let beat = 0; beat < 100; beat++) {
      clock.advance(BEAT / 2)
      sign('bob', 'b')
      clock.advance(BEAT / 2)
    }
    expect(sent.completed).toBe(false)
    expect(asked().length).toBeGreaterThan(4)
    expect(asked().length).toBeLessThan(100)
  })

  test('is asked at once again when it falls silent after a long time', () => {
    const { send, requester, clock, asked, sign } = setUp()
    send('a-1')
    requester.onStatus('bob', 'a-1', aStatus(0))
    for (let beat = 0; beat < 20; beat++) {
      clock.advance(BEAT / 2)
      sign('bob', 'b')
      clock.advance(BEAT / 2)
    }
    requester.reach.onAck('bob', 'a-1', anAck(true))
    const before = asked().length
    clock.advance(2 * BEAT)
    expect(asked().length).toBeGreaterThan(before)
  })

  test('is judged by its own beat, not by ours', () => {
    const { send, requester, clock, sign } = setUp()
    const { sent } = send('a-1')
    requester.onStatus('bob', 'a-1', aStatus(0))
    sign('bob', 'b', 10 * BEAT)
    clock.advance(29 * BEAT)
    expect(sent.completed).toBe(false)
    clock.advance(2 * BEAT)
    expect(sent.reason).toBe('disconnected')
  })

  test('that answers a question is alive', () => {
    const { send, requester, clock } = setUp()
    const { sent } = send('a-1')
    requester.onStatus('bob', 'a-1', aStatus(0))
    for (let beat = 0; beat < 20; beat++) {
      clock.advance(BEAT)
      requester.reach.onAck('bob', 'a-1', anAck(true))
    }
    expect(sent.completed).toBe(false)
  })
})

test('a round looks up the sign of an instance once for all that it holds, and asks about each in order', () => {
  const { send, requester, clock, post, vital } = setUp()
  for (let i = 0; i < 500; i++) {
    send(`a-${i}`)
    requester.onStatus('bob', `a-${i}`, aStatus(i))
  }
  const { lastSign } = vital
  let looked = 0
  vital.lastSign = (...of) => {
    looked++
    return lastSign(...of)
  }
  clock.advance(BEAT)
  expect(looked).toBe(1)
  expect(post.controls.map(({ message: { id, seq } }) => `${id} ${seq}`)).toEqual(Array.from({ length: 500 }, (_, i) => `a-${i} ${i}`))
})

test('many that one instance holds are all ended at once', () => {
  const { send, requester, clock, manager } = setUp()
  const all = Array.from({ length: 500 }, (_, i) => send(`a-${i}`))
  for (const { sent } of all) requester.onStatus('bob', sent.request.id, aStatus(0))
  clock.advance(3 * BEAT)
  expect(all.every(({ sent }) => sent.reason === 'disconnected')).toBe(true)
  expect(manager.open).toBe(0)
})

test('time in which this process itself stood still is nobody’s silence', () => {
  const { send, requester, clock } = setUp()
  const { sent } = send('a-1')
  requester.onStatus('bob', 'a-1', aStatus(0))
  clock.advance(BEAT / 2)
  clock.block(60 * BEAT)
  clock.advance(0)
  expect(sent.completed).toBe(false)
  clock.advance(3 * BEAT)
  expect(sent.reason).toBe('disconnected')
})

test('nobody is judged before all that was said has arrived', () => {
  const rig = setUp()
  const arrived: (() => void)[] = []
  rig.link.caughtUp = (then) => arrived.push(then)
  const { sent } = rig.send('a-1')
  rig.requester.onStatus('bob', 'a-1', aStatus(0))
  rig.clock.advance(3 * BEAT)
  expect(sent.completed).toBe(false)
  rig.requester.onStatus('bob', 'a-1', aStatus(1, { transitions: [['completed', 1]], reason: 'ok' }))
  for (const then of arrived) then()
  expect(sent.reason).toBe('ok')
})

test('a step of the wall clock ends nothing', () => {
  const { send, requester, clock, sign } = setUp()
  const { sent } = send('a-1')
  requester.onStatus('bob', 'a-1', aStatus(0))
  clock.stepWall(86_400_000)
  sign('bob', 'b')
  clock.advance(BEAT)
  expect(sent.completed).toBe(false)
})

test('after it is closed nobody is asked', () => {
  const { send, clock, asked, silence } = setUp()
  send('a-1')
  silence.close()
  clock.advance(10 * BEAT)
  expect([asked(), clock.timers]).toEqual([[], 0])
})
