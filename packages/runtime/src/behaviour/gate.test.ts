import { describe, expect, test } from 'vitest'
import { ReceivedInteraction } from '../interaction/received.ts'
import { gateRig } from '../testing/gate-rig.ts'
import { aRequest } from '../testing/message.ts'
import { createMachine } from './index.ts'

/** Does one piece of work after the other, and refuses to be disturbed. */
const worker = (otherwise: 'queue' | 'reject') =>
  createMachine({
    initial: 'idle',
    states: {
      idle: { meta: { takes: ['work', 'stop'] }, on: { 'parley.started.work': 'busy', 'parley.done.stop': 'stopped' } },
      busy: { meta: { otherwise }, on: { 'parley.done.work': 'idle', 'parley.failed.work': 'stopped' } },
      stopped: {},
    },
  })

test('what the state takes begins at once, and the next one is judged in the new state', async () => {
  const rig = await gateRig(worker('reject'))
  const { ask, end, log } = rig
  expect(ask('1', 'work')).toBe(true)
  expect(ask('2', 'work')).toMatchObject({ code: 'WRONG_STATE', message: 'in state busy; work is taken in idle' })
  expect(end('1')).toEqual({ reason: 'ok', state: 'idle' })
  expect(rig.state).toBe('idle')
  expect(ask('3', 'work')).toBe(true)
  expect(log).toEqual(['run 1', 'ok 1', 'run 3'])
})

test('what Parley itself answers is taken in every state, and the machine hears nothing of it', async () => {
  const rig = await gateRig(worker('reject'))
  rig.ask('1', 'work')
  expect(rig.ask('2', 'describe')).toBe(true)
  expect(rig.end('2')).toEqual({ reason: 'ok' })
  expect(rig.state).toBe('busy')
})

test('what waits is taken when the state comes: the highest priority first, then by arrival, each in the state that the one before has made', async () => {
  const { ask, end, log, clock, gate } = await gateRig(worker('queue'))
  ask('1', 'work')
  ask('2', 'work')
  ask('3', 'work', { priority: 1 })
  ask('4', 'work', { priority: 1 })
  expect([gate.waiting, log]).toEqual([3, ['run 1']])
  for (const id of ['1', '3', '4', '2']) {
    end(id)
    await clock.settle()
  }
  expect(log).toEqual(['run 1', 'ok 1', 'run 3', 'ok 3', 'run 4', 'ok 4', 'run 2', 'ok 2'])
})

test('what arrives when the state has just come goes behind those that waited', async () => {
  const { ask, end, log, clock } = await gateRig(worker('queue'))
  for (const id of ['1', '2']) ask(id, 'work')
  end('1')
  ask('3', 'work')
  await clock.settle()
  expect(log).toEqual(['run 1', 'ok 1', 'run 2'])
})

test('what waits is refused when the state that comes refuses it, or none comes any more', async () => {
  const { ask, end, log, clock, gate } = await gateRig(worker('queue'))
  for (const id of ['1', '2', '3']) ask(id, 'work')
  end('1', { reason: 'error', error: { code: 'HANDLER_FAILED', message: '', retryable: false } })
  await clock.settle()
  expect(log).toEqual(['run 1', 'error 1', 'rejected 2', 'rejected 3'])
  expect(gate.waiting).toBe(0)
})

test('what ends while it waits is gone, and the machine has never heard of it', async () => {
  const rig = await gateRig(worker('queue'))
  for (const id of ['1', '2']) rig.ask(id, 'work')
  expect(rig.end('2', { reason: 'cancelled' })).toEqual({ reason: 'cancelled', state: 'busy' })
  expect(rig.state).toBe('busy')
  rig.end('1')
  await rig.clock.settle()
  expect(rig.log).toEqual(['run 1', 'cancelled 2', 'ok 1'])
})

test('what was paused while it waited waits again when it goes on, and is taken once', async () => {
  const { ask, end, get, log, clock, gate } = await gateRig(worker('queue'))
  for (const id of ['1', '2']) ask(id, 'work')
  expect(gate.remove(get('2'))).toBe(true)
  end('1')
  await clock.settle()
  expect(log).toEqual(['run 1', 'ok 1'])
  gate.requeue(get('2'), 0)
  await clock.settle()
  gate.release(get('2')) // it steps aside
  gate.requeue(get('2'), 0)
  expect(log).toEqual(['run 1', 'ok 1', 'run 2', 'run 2'])
  end('2')
})

test('what the agent began by itself is not lost for want of room', async () => {
  const { ask, end, log } = await gateRig(worker('reject'), { places: 1, limit: 0 })
  ask('1', 'work')
  ask('2', 'work', {}, 'lazy')
  end('1')
  expect(log).toEqual(['run 1', 'ok 1', 'run 2'])
})

test('once the agent leaves, what waits is taken as long as something runs that may lead to its state, then let go', async () => {
  const { ask, end, log, clock, gate } = await gateRig(worker('queue'))
  for (const id of ['1', '2', '3']) ask(id, 'work')
  gate.drain()
  await clock.settle()
  end('1')
  await clock.settle()
  end('2', { reason: 'ok' })
  await clock.settle()
  expect(log).toEqual(['run 1', 'ok 1', 'run 2', 'ok 2', 'run 3'])

  const still = createMachine({
    initial: 'a',
    states: { a: { meta: { otherwise: 'queue' }, after: { 60000: 'b' } }, b: { meta: { takes: 'all' } } },
  })
  const other = await gateRig(still)
  for (const id of ['1', '2']) other.ask(id, 'work')
  other.gate.drain()
  await other.clock.settle()
  expect([other.log, other.gate.waiting]).toEqual([['rejected 1', 'rejected 2'], 0])
})

test('as many may wait for a state as may wait for a place, and that makes the instance full', async () => {
  const { ask, gate } = await gateRig(worker('queue'), { places: 1, limit: 2 })
  ask('1', 'work')
  ask('2', 'work')
  expect([gate.full, gate.fullness]).toEqual([false, 0.5])
  ask('3', 'work')
  expect([gate.full, gate.fullness]).toEqual([true, 1])
})

test('what the agent began by itself passes, whatever the state takes; the machine hears of it', async () => {
  const rig = await gateRig(worker('reject'))
  rig.ask('1', 'work')
  expect(rig.ask('2', 'work', {}, 'lazy')).toBe(true)
  expect(rig.log).toEqual(['run 1', 'run 2'])
  rig.end('2')
  expect(rig.state).toBe('idle')
})

test('what had to wait for its data first is judged when they are there', async () => {
  const { ask, end, get, log, clock, gate } = await gateRig(worker('queue'))
  ask('1', 'work')
  ask('2', 'work')
  ask('own', 'work', {}, 'lazy')
  for (const id of ['2', 'own']) {
    gate.remove(get(id))
    gate.release(get(id))
  }
  end('1')
  await clock.settle()
  gate.requeue(get('2'), 0)
  await clock.settle()
  gate.requeue(get('own'), 0)
  expect(log).toEqual(['run 1', 'run own', 'ok 1', 'run 2', 'run own'])
})

test('what is refused between its arrival and its data is told so', async () => {
  const { ask, end, get, log, clock, gate } = await gateRig(worker('reject'))
  ask('1', 'work')
  const late = new ReceivedInteraction(aRequest({ id: '2', action: 'work' }), { run: () => {}, abort: () => {} } as never, 0)
  gate.requeue(late, 0)
  await clock.settle()
  expect(log).toEqual(['run 1', 'rejected 2'])
  expect(get('1').completed).toBe(false)
  end('1')
})

describe('toState', () => {
  test('that was reached ends ok, with the state', async () => {
    const { ask, end } = await gateRig(worker('reject'))
    ask('1', 'stop', { toState: 'stopped' })
    expect(end('1', { reason: 'ok', result: 5 })).toEqual({ reason: 'ok', result: 5, state: 'stopped' })
  })

  test('that was not reached ends as an error that names both states', async () => {
    const { ask, end } = await gateRig(worker('reject'))
    ask('1', 'work', { toState: 'stopped' })
    expect(end('1', { reason: 'ok', result: 5 })).toEqual({
      reason: 'error',
      error: { code: 'STATE_NOT_REACHED', message: 'asked for the state stopped; the behaviour is in idle', retryable: false },
      state: 'idle',
    })
  })

  test('changes nothing of an end that is not ok, or that came before it was taken', async () => {
    const { ask, end } = await gateRig(worker('queue'))
    ask('1', 'work', { toState: 'idle' })
    ask('2', 'work', { toState: 'idle' })
    expect(end('2', { reason: 'timeout' })).toEqual({ reason: 'timeout', state: 'busy' })
    expect(end('1', { reason: 'cancelled' })).toEqual({ reason: 'cancelled', state: 'stopped' })
  })

  test('is not reached by a machine that fails on the way', async () => {
    const boom = () => {
      throw new Error('boom')
    }
    const machine = createMachine({
      initial: 'a',
      states: { a: { meta: { takes: 'all', otherwise: 'queue' }, on: { 'parley.done.work': 'b' } }, b: { entry: boom } },
    })
    const { ask, end } = await gateRig(machine)
    ask('1', 'work', { toState: 'b' })
    expect(end('1')).toEqual({
      reason: 'error',
      error: expect.objectContaining({ code: 'STATE_NOT_REACHED', message: expect.stringContaining('has failed in state a: boom') }),
    })
    expect(ask('2', 'work')).toMatchObject({ code: 'WRONG_STATE', retryable: false, message: expect.stringContaining('boom') })
  })
})
