import { describe, expect, test } from 'vitest'
import { Credit } from '../stream/credit.ts'
import { Flow } from '../stream/flow.ts'
import { ManualClock } from '../testing/manual-clock.ts'
import { targetRig } from '../testing/target-rig.ts'
import { limitsOf } from './limits.ts'

const rig = (times: Parameters<typeof limitsOf>[0], own: Parameters<typeof targetRig>[0] = {}) =>
  targetRig({ job: { limits: limitsOf(times, 5) }, ...own })

test('I-30, I-31, I-32 when it came is there at once; when it began is 0 until it begins, and stays through a pause', async () => {
  const { clock, ask, job, steer } = rig({}, { places: 1 })
  ask('a-1')
  clock.advance(40)
  ask('a-2')
  const [first, second] = [job('a-1').received!, job('a-2')]
  expect([first.sinceMs, first.startedMs]).toEqual([clock.nowMs() - 40, clock.nowMs() - 40])
  expect(second.received).toBeNull()
  clock.advance(10)
  job('a-1').done()
  const { received, turn } = second
  const beganMs = clock.nowMs()
  expect([received!.sinceMs, received!.startedMs]).toEqual([beganMs - 10, beganMs])
  steer('pause', 'a-2')
  const wait = turn!.boundary()
  clock.advance(1_000)
  steer('resume', 'a-2')
  await wait
  expect([received!.status, received!.startedMs]).toEqual(['running', beganMs])
})

test('I-32 what has not begun is not timed out by its action’s limits', () => {
  const { clock, ask, told } = rig({ totalMs: 100, stepMs: 100 })
  ask('a-1')
  ask('a-2')
  clock.advance(99)
  expect(told('a-1')).toEqual(['received', 'running'])
  clock.advance(20)
  expect(told('a-1')).toContain('completed timeout')
  expect(told('a-2')).toEqual(['received'])
})

describe('I-33', () => {
  test('the total limit passes once its time is over since the start, whatever the steps', () => {
    const { clock, ask, job, told, last } = rig({ totalMs: 100, stepMs: 30 })
    ask('a-1')
    for (let i = 0; i < 4; i++) {
      clock.advance(24)
      job('a-1').turn!.boundary()
    }
    expect(told('a-1')).toEqual(['received', 'running'])
    clock.advance(10)
    expect(told('a-1')).toContain('completed timeout')
    expect([last('a-1')!.error?.message, job('a-1').aborted?.code]).toEqual(['not done within its 100 ms', 'TIMEOUT'])
  })

  test('the step limit passes once its time is over since the last step, and each step moves it on', () => {
    const { clock, ask, job, told, last } = rig({ stepMs: 30 })
    ask('a-1')
    for (let i = 0; i < 10; i++) {
      clock.advance(26)
      job('a-1').received!.step++
      job('a-1').turn!.boundary()
    }
    expect(told('a-1')).toEqual(['received', 'running'])
    clock.advance(36)
    expect(told('a-1')).toContain('completed timeout')
    expect(last('a-1')!.error?.message).toBe('step 10 was not done within 30 ms')
  })

  test('a paused one loses no time of either', async () => {
    const { clock, ask, job, steer, told } = rig({ totalMs: 100, stepMs: 30 })
    ask('a-1')
    clock.advance(20)
    steer('pause', 'a-1')
    const wait = job('a-1').turn!.boundary()
    clock.advance(10_000)
    expect(told('a-1')).not.toContain('completed timeout')
    steer('resume', 'a-1')
    await wait
    clock.advance(25)
    expect(told('a-1')).not.toContain('completed timeout')
    clock.advance(10)
    expect(told('a-1')).toContain('completed timeout')
  })

  test('when both have passed, the total is what is told', () => {
    const { clock, ask, last } = rig({ totalMs: 100, stepMs: 100 })
    ask('a-1')
    clock.block(1_000)
    clock.advance(0)
    expect(last('a-1')!.error?.message).toBe('not done within its 100 ms')
  })

  test('without limits nothing passes', () => {
    const { clock, ask, told } = rig({ totalMs: 0, stepMs: 0 })
    ask('a-1')
    clock.advance(1e9)
    expect(told('a-1')).toEqual(['received', 'running'])
  })
})

test('I-34 a delayed one is RECEIVED until its delay has passed since it came, then it runs', () => {
  const { clock, ask, told } = rig({ delayMs: 50 })
  ask('a-1')
  clock.advance(49)
  expect(told('a-1')).toEqual(['received'])
  clock.advance(1)
  expect(told('a-1')).toEqual(['received', 'running'])
})

test('I-34 a delayed one is in nobody’s way', () => {
  const { clock, ask, job, told } = rig({ delayMs: 50 })
  ask('a-1')
  clock.advance(50)
  ask('a-2')
  job('a-1').done()
  expect(told('a-2')).toEqual(['received'])
  clock.advance(50)
  expect(told('a-2')).toEqual(['received', 'running'])
})

test.each([
  [100, 50, 50],
  [50, 100, 50],
  [undefined, 50, 50],
  [50, undefined, 50],
  [undefined, undefined, null],
])('I-36 with %s ms for all that is received here and %s ms of its own, it ends after %s ms', (lifetimeMs, timeoutMs, afterMs) => {
  const { clock, ask, told, last } = rig({ stepMs: 0 }, lifetimeMs === undefined ? {} : { lifetimeMs })
  ask('a-1', timeoutMs === undefined ? {} : { timeoutMs })
  clock.advance((afterMs ?? 1e9) - 1)
  expect(told('a-1')).toEqual(['received', 'running'])
  clock.advance(5)
  if (afterMs === null) return expect(told('a-1')).toEqual(['received', 'running'])
  expect([told('a-1').at(-1), last('a-1')!.error?.message]).toEqual(['completed timeout', `not done within its ${afterMs} ms`])
})

test('I-33 a step that waits for a slower reader is not late', () => {
  const { clock, ask, job, told } = rig({ stepMs: 100 })
  ask('a-1')
  const { received } = job('a-1')
  received!.flow = new Flow({ clock: new ManualClock(), send: () => {}, credit: () => new Credit(-1) })
  void received!.flow.write('out', 1)
  clock.advance(1_000)
  expect(told('a-1')).toEqual(['received', 'running'])
  received!.flow.grant('out', 10)
  clock.advance(90)
  expect(told('a-1')).toEqual(['received', 'running'])
  clock.advance(200)
  expect(told('a-1')).toContain('completed timeout')
})
