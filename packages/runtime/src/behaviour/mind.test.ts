import { ParleyError } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { fromPromise, log } from 'xstate'
import { mindRig } from '../testing/mind-rig.ts'
import { assign, createMachine, setup } from './index.ts'

const cancelled = { reason: 'cancelled', error: { code: 'CANCELLED', message: 'cancelled by alice', retryable: false } } as const

describe('the machine hears', () => {
  const heard: object[] = []
  const note = ({ event }: { event: object }) => void heard.push(event)
  const machine = createMachine({ initial: 'a', states: { a: { on: { 'parley.*': { actions: note } } } } })

  test('of a start, and of its end with the result or with reason and error; of one end only', async () => {
    const { run, started, ended } = mindRig(machine)
    await run()
    started('1')
    started('2')
    ended('1', { reason: 'ok', result: 42 })
    ended('2', cancelled)
    ended('2')
    ended('3') // the start of which it has not heard
    const about = { action: 'work', args: {}, requester: 'alice' }
    expect(heard).toEqual([
      { type: 'parley.started.work', ...about, uuid: '1' },
      { type: 'parley.started.work', ...about, uuid: '2' },
      { type: 'parley.done.work', ...about, uuid: '1', result: 42 },
      { type: 'parley.failed.work', ...about, uuid: '2', ...cancelled },
    ])
  })
})

test('the state is told from the outside in, parallel ones one after the other', async () => {
  const machine = createMachine({
    type: 'parallel',
    states: {
      a: { initial: 'x', states: { x: { on: { 'parley.started.work': 'y' } }, y: {} } },
      b: {},
      c: { initial: 'z', states: { z: {} } },
    },
  })
  const rig = mindRig(machine)
  await rig.run()
  expect(rig.state).toBe('a.x,b,c.z')
  rig.started('1')
  expect(rig.state).toBe('a.y,b,c.z')
})

test('delayed transitions go by the clock that was given', async () => {
  const rig = mindRig(createMachine({ initial: 'a', states: { a: { after: { 60000: 'b' } }, b: {} } }))
  await rig.run(59_999)
  expect(rig.state).toBe('a')
  await rig.clock.pass(1)
  expect(rig.state).toBe('b')
})

test('the machine gets the input that is made for it', async () => {
  const machine = setup({ types: { context: {} as { limit: number }, input: {} as { limit: number } } }).createMachine({
    context: ({ input }) => ({ limit: input.limit }),
    initial: 'a',
    states: { a: { always: { target: 'b', guard: ({ context }) => context.limit === 3 } }, b: {} },
  })
  const rig = mindRig(machine, { input: ({ config }) => config })
  await rig.run()
  expect(rig.state).toBe('b')
})

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

describe('a machine that reaches no legal state', () => {
  const boom = () => {
    throw new Error('boom')
  }
  const starts = [{ action: 'tick', afterMs: 1_000, everyMs: 1 }]
  const on = { 'parley.started.work': 'b' }
  const broken = {
    'throws in an action': createMachine({ initial: 'a', states: { a: { meta: { starts }, on }, b: { entry: boom } } }),
    'throws in a guard': createMachine({
      initial: 'a',
      states: { a: { meta: { starts }, on: { '*': { target: 'b', guard: boom } } }, b: {} },
    }),
    'goes round in a circle': createMachine({
      initial: 'a',
      states: { a: { meta: { starts }, on }, b: { always: 'c' }, c: { always: 'b' } },
    }),
    'has an actor that fails': createMachine({
      initial: 'a',
      states: { a: { meta: { starts }, on }, b: { invoke: { src: fromPromise(boom) } } },
    }),
  }

  test.each(Object.entries(broken))('because it %s is over: said once, nothing begins any more, and nothing throws', async (_, machine) => {
    const rig = mindRig(machine)
    await rig.run()
    rig.started('1')
    await rig.clock.pass(2_000)
    expect(rig.mind.situation).toMatchObject({ status: 'error', problem: expect.any(String) })
    rig.ended('1')
    rig.started('2')
    await rig.clock.pass(5_000)
    expect(rig.logged).toEqual([expect.stringMatching(/^error: the behaviour has failed in state .*nothing is taken any more$/)])
    expect(rig.begun).toEqual([])
  })

  test('at its very start lets the process live', async () => {
    for (const machine of [
      createMachine({ initial: 'a', states: { a: { entry: boom } } }),
      createMachine({ initial: 'a', context: boom, states: { a: {} } }),
      createMachine({ initial: 'a', states: { a: { always: 'b' }, b: { always: 'a' } } }),
    ]) {
      const rig = mindRig(machine)
      await rig.run()
      expect(rig.mind.situation.status).toBe('error')
      expect(rig.logged).toHaveLength(1)
    }
  })

  test('because it has come to its end is over too', async () => {
    const rig = mindRig(createMachine({ initial: 'a', states: { a: { meta: { starts }, on }, b: { type: 'final' } } }))
    await rig.run()
    rig.started('1')
    await rig.clock.pass(2_000)
    expect(rig.mind.situation).toEqual({ status: 'done', state: 'b' })
    expect(rig.logged).toEqual(['warn: the behaviour has come to its end in state b: nothing is taken any more'])
    expect(rig.begun).toEqual([])
  })
})

test('what the machine says itself goes to the log, not to standard output', async () => {
  const rig = mindRig(createMachine({ entry: log('hello') }))
  await rig.run()
  expect(rig.logged).toEqual(['info: the machine says'])
})

test('closed, it leaves no timer behind', async () => {
  const { run, mind, clock } = mindRig(
    createMachine({ initial: 'a', states: { a: { after: { 500: 'b' }, meta: { starts: [{ action: 'tick', afterMs: 10 }] } }, b: {} } }),
  )
  await run()
  expect(clock.timers).toBe(2)
  mind.close()
  expect(clock.timers).toBe(0)
})

test('two agents of one definition have each a machine of their own', async () => {
  const machine = createMachine({
    initial: 'a',
    context: { n: 0 },
    states: { a: { on: { 'parley.started.work': { target: 'b', actions: assign({ n: 1 }) } } }, b: {} },
  })
  const [one, other] = [mindRig(machine), mindRig(machine)]
  await one.run()
  await other.run()
  one.started('1')
  expect([one.state, other.state]).toEqual(['b', 'a'])
})
