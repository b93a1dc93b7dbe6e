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
