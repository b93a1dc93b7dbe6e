import { ParleyError } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { targetRig } from '../testing/target-rig.ts'

/** What was sent: for each message its number and its transitions. */
const sent = ({ post }: ReturnType<typeof targetRig>) =>
  post.statuses.map(({ id, message }) => [id, message.seq, message.transitions.map(([status]) => status).join('+')])

describe('with a window', () => {
  test('what is over within it costs one status, with every transition and its time', () => {
    const rig = targetRig({ windowMs: 2 })
    const startMs = rig.clock.wallMs()
    rig.ask('a-1')
    rig.clock.advance(1)
    rig.job('a-1').done()
    expect(sent(rig)).toEqual([['a-1', 0, 'received+running+completed']])
    expect(rig.last('a-1')!.transitions).toEqual([
      ['received', startMs],
      ['running', startMs],
      ['completed', startMs + 1],
    ])
    rig.clock.advance(100)
    expect(sent(rig)).toHaveLength(1)
  })

  test('what takes longer is announced when it closes, the end then by itself', () => {
    const rig = targetRig({ windowMs: 2 })
    rig.ask('a-1')
    rig.clock.advance(1)
    expect(sent(rig)).toEqual([])
    rig.clock.advance(1)
    expect(sent(rig)).toEqual([['a-1', 0, 'received+running']])
    rig.clock.advance(1_000)
    rig.job('a-1').done()
    expect(sent(rig).slice(1)).toEqual([['a-1', 1, 'completed']])
  })

  test('each waits no longer than the window, in order, with one timer', () => {
    const rig = targetRig({ windowMs: 10, places: 3 })
    rig.ask('a-1')
    rig.clock.advance(4)
    rig.ask('a-2')
    rig.clock.advance(4)
    rig.ask('a-3')
    expect(rig.clock.timers).toBe(1)
    rig.clock.advance(2)
    expect(sent(rig).map(([id]) => id)).toEqual(['a-1'])
    rig.clock.advance(4)
    expect(sent(rig).map(([id]) => id)).toEqual(['a-1', 'a-2'])
    rig.clock.advance(4)
    expect(sent(rig).map(([id]) => id)).toEqual(['a-1', 'a-2', 'a-3'])
    expect(rig.clock.timers).toBe(0)
  })

  test('a query tells at once what was waiting, and it is not told again', () => {
    const rig = targetRig({ windowMs: 10 })
    rig.ask('a-1')
    rig.steer('query', 'a-1')
    rig.clock.advance(10)
    expect(sent(rig)).toEqual([['a-1', 0, 'received+running']])
    rig.steer('query', 'a-1')
    expect(sent(rig)[1]).toEqual(['a-1', 1, ''])
  })

  test('nothing leaves after it was closed', () => {
    const rig = targetRig({ windowMs: 10 })
    rig.ask('a-1')
    rig.statuses.close()
    rig.clock.advance(100)
    expect([sent(rig), rig.clock.timers]).toEqual([[], 0])
  })
})

test('an end is said again for a minute from when it came, however long the agent has lived', () => {
  const rig = targetRig({ windowMs: 2 })
  rig.clock.advance(1_000_000)
  rig.ask('a-1')
  rig.job('a-1').done()
  for (const ms of [0, 60_000, 1]) {
    rig.clock.advance(ms)
    rig.steer('query', 'a-1')
  }
  expect(sent(rig).map(([, seq]) => seq)).toEqual([0, 0, 0])
})

test('without a window each transition leaves at once', () => {
  const rig = targetRig({ windowMs: 0 })
  rig.ask('a-1')
  rig.job('a-1').done()
  expect(sent(rig)).toEqual([
    ['a-1', 0, 'received'],
    ['a-1', 1, 'running'],
    ['a-1', 2, 'completed'],
  ])
  expect(rig.clock.timers).toBe(0)
})

test('steps and tags travel with the statuses', () => {
  const rig = targetRig()
  rig.ask('a-1', { numSteps: 5 })
  const received = rig.job('a-1').received!
  received.step = 2
  received.tags = { work: 2 }
  rig.steer('query', 'a-1')
  expect(rig.last('a-1')).toMatchObject({ step: 2, steps: 5, tags: { work: 2 } })
})

test('a result that no message can hold becomes an error that says so, and is asked for in vain never again', () => {
  const rig = targetRig()
  rig.ask('a-1')
  rig.post.judge = (message) => ('result' in message ? new ParleyError('TOO_LARGE', 'a message of 9 bytes, the broker takes 8') : undefined)
  rig.job('a-1').done({ reason: 'ok', result: 'x'.repeat(9) })
  const words = { status: 'completed', reason: 'error', error: { code: 'TOO_LARGE', message: expect.stringContaining('takes 8') } }
  expect(rig.last('a-1')).toMatchObject(words)
  expect(rig.last('a-1')).not.toHaveProperty('result')
  rig.steer('query', 'a-1')
  expect(rig.post.statuses).toHaveLength(4)
  expect(rig.last('a-1')).toMatchObject(words)
})

test('a flush in which one status cannot leave still sends the others', () => {
  const rig = targetRig({ windowMs: 2, places: 3 })
  for (const id of ['a-1', 'a-2', 'a-3']) rig.ask(id)
  let count = 0
  rig.post.judge = () => (++count === 2 ? new ParleyError('BUFFER_FULL', 'away') : undefined)
  rig.clock.advance(2)
  expect(sent(rig).map(([id]) => id)).toEqual(['a-1', 'a-3'])
})
