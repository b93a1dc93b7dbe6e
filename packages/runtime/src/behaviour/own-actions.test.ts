import { ParleyError } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { mindRig } from '../testing/mind-rig.ts'
import { createMachine } from './index.ts'

const cancelled = { reason: 'cancelled', error: { code: 'CANCELLED', message: 'cancelled by alice', retryable: false } } as const

describe('what a state starts begins', () => {
  const starts = [
    { action: 'late', afterMs: 100 },
    { action: 'soon' },
    { action: 'first', priority: 5 },
    { action: 'tick', afterMs: 50, everyMs: 1_000 },
  ]
  const machine = createMachine({
    initial: 'a',
    states: { a: { meta: { starts }, on: { 'parley.started.leave': 'b', 'parley.started.again': { target: 'a', reenter: true } } }, b: {} },
  })

  test('after its delay, the highest priority first, once; with everyMs again after each end', async () => {
    const { run, times, clock, ended, begun } = mindRig(machine)
    await run(10_000)
    expect(times()).toEqual(['0 first', '0 soon', '50 tick', '100 late'])
    ended(begun[2]!.uuid)
    await clock.pass(999)
    expect(begun).toHaveLength(4)
    await clock.pass(1)
    expect(times().slice(4)).toEqual(['11000 tick'])
    ended(begun[4]!.uuid, cancelled)
    await clock.pass(1_000)
    expect(times().slice(5)).toEqual(['12000 tick'])
  })

  test('not once the state has been left, and not again when it ends after that', async () => {
    const { run, times, clock, started, ended, begun } = mindRig(machine)
    await run(60)
    started('1', 'leave')
    ended(begun[2]!.uuid)
    await clock.pass(5_000)
    expect(times()).toEqual(['0 first', '0 soon', '50 tick'])
    expect(clock.timers).toBe(0)
  })

  test('anew when the state is entered anew from itself; an end of before does not count for it', async () => {
    const { run, times, clock, started, ended, begun } = mindRig(machine)
    await run(60)
    started('1', 'again')
    await clock.pass(50)
    ended(begun[2]!.uuid)
    await clock.pass(1_500)
    expect(times().slice(3)).toEqual(['60 first', '60 soon', '110 tick', '160 late'])
  })

  test('not before the instance is up, and not once it leaves', async () => {
    const { mind, times, clock } = mindRig(machine)
    mind.start()
    await clock.pass(60)
    expect(times()).toEqual([])
    mind.goLive()
    await clock.settle()
    expect(times()).toEqual(['60 first', '60 soon', '60 tick'])
    mind.quiet()
    await clock.pass(5_000)
    expect(times()).toHaveLength(3)
  })

  test('not when what began before it has left the state', async () => {
    const both = createMachine({
      initial: 'a',
      states: { a: { meta: { starts: [{ action: 'low' }, { action: 'high', priority: 1 }] }, on: { 'parley.started.high': 'b' } }, b: {} },
    })
    const { run, times } = mindRig(both)
    await run(10)
    expect(times()).toEqual(['0 high'])
  })
})

describe('wildcards in what a state starts', () => {
  const greets = (args: string) => ({ meta: { starts: [{ action: 'greet', args: { text: args } }] } })
  const machine = createMachine({
    initial: 'a',
    states: {
      a: { ...greets('<agent> the <role> of <world>'), on: { 'parley.done.*': 'b' } },
      b: { ...greets('hello <partner>'), on: { 'parley.failed.greet': 'nobody', 'parley.done.greet': 'b2' } },
      b2: {},
      nobody: {},
    },
  })

  test('are who it is, and whom it had to do with last', async () => {
    const { run, clock, begun, started, ended } = mindRig(machine, { role: 'judge' })
    await run()
    started('1', 'work', 'zoe')
    started('2', 'work', 'alice')
    ended('1')
    await clock.settle()
    expect(begun.map(({ args }) => args)).toEqual([{ text: 'bob the judge of w' }, { text: 'hello zoe' }])
  })

  test('that stand for nobody fail the action, and the machine hears of it', async () => {
    const rig = mindRig(machine)
    await rig.run()
    rig.ended(rig.begun[0]!.uuid)
    await rig.clock.settle()
    expect(rig.state).toBe('nobody')
    expect(rig.logged).toEqual(['warn: an action that the behaviour starts cannot begin'])
  })
})

test('streams that an action of its own reads may be those of the partner', async () => {
  const starts = [{ action: 'watch', streams: { stdin: ['<partner>:frames', 'clock'] }, steps: 3, afterMs: 10 }]
  const { run, started, begun, clock } = mindRig(createMachine({ initial: 'a', states: { a: { meta: { starts } } } }))
  await run()
  started('1', 'work', 'zoe')
  await clock.pass(10)
  expect(begun).toMatchObject([{ action: 'watch', streams: { stdin: ['zoe:frames', 'clock'] }, steps: 3 }])
})

test('an action that finds no room fails, the machine hears why, and it is tried again when it is due again', async () => {
  const errors: unknown[] = []
  const machine = createMachine({
    initial: 'a',
    states: {
      a: {
        meta: { starts: [{ action: 'tick', everyMs: 100 }] },
        on: { 'parley.failed.tick': { actions: ({ event }) => void errors.push([event.reason, event.error.code]) } },
      },
    },
  })
  let tries = 0
  const begin = async () => {
    tries++
    throw new ParleyError('FULL', 'no room')
  }
  const { run } = mindRig(machine, { begin })
  await run(250)
  expect(tries).toBe(3)
  expect(errors).toEqual(Array(3).fill(['rejected', 'FULL']))
})
