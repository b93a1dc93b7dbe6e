import type { WireError } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { behaviour } from './behaviour.ts'
import { createMachine } from './index.ts'
import { type Demand, holds, judge } from './judge.ts'

const { chart } = behaviour({
  machine: createMachine({
    initial: 'idle',
    meta: { takes: ['ping'] },
    states: {
      idle: { meta: { takes: ['work', 'rest'] } },
      busy: {
        meta: { otherwise: 'queue', starts: [{ action: 'tick' }] },
        initial: 'early',
        states: { early: {}, late: { meta: { takes: ['stop'], otherwise: 'reject' } } },
      },
      both: {
        type: 'parallel',
        states: {
          left: { initial: 'a', states: { a: { meta: { takes: ['stop'] } }, b: { meta: { otherwise: 'queue' } } } },
          right: { initial: 'c', states: { c: {}, d: { meta: { takes: 'all' } } } },
        },
      },
    },
  }),
})

const inState = (state: string, action: string, own: Partial<Demand> = {}) => judge(chart, { status: 'active', state }, { action, ...own })
const refusal = (verdict: ReturnType<typeof judge>) => verdict as WireError

test('a state takes what it says, and what the states around it say', () => {
  expect(inState('idle', 'work')).toBe('take')
  expect(inState('busy.early', 'ping')).toBe('take')
  expect(inState('busy.late', 'stop')).toBe('take')
  expect(inState('both.left.b,both.right.d', 'anything')).toBe('take')
  expect(inState('both.left.a,both.right.c', 'stop')).toBe('take')
})

test('what it does not take is refused with its name, and the states in which it would be taken', () => {
  const { code, message, details, retryable } = refusal(inState('idle', 'stop'))
  expect({ code, retryable }).toEqual({ code: 'WRONG_STATE', retryable: true })
  expect(message).toBe('in state idle; stop is taken in busy.late, both.left.a, both.right.d')
  expect(details).toEqual({ state: 'idle', takenIn: ['busy.late', 'both.left.a', 'both.right.d'] })
})

test('the innermost state that says so makes it wait; of parallel parts one is enough', () => {
  expect(inState('busy.early', 'work')).toBe('wait')
  expect(inState('busy.late', 'work')).toMatchObject({ code: 'WRONG_STATE' })
  expect(inState('both.left.b,both.right.c', 'work')).toBe('wait')
  expect(inState('both.left.a,both.right.c', 'work')).toMatchObject({ code: 'WRONG_STATE' })
})

describe('fromState', () => {
  test('must hold: the state itself, one around it, or several of parallel parts', () => {
    for (const fromState of ['busy.late', 'busy']) expect(inState('busy.late', 'stop', { fromState })).toBe('take')
    const state = 'both.left.a,both.right.d'
    for (const fromState of ['both', 'both.left', state, 'both.right.d,both.left'])
      expect(inState(state, 'work', { fromState })).toBe('take')
  })

  test('that does not hold is waited for or refused, as the state says', () => {
    expect(inState('busy.early', 'ping', { fromState: 'idle' })).toBe('wait')
    expect(refusal(inState('idle', 'ping', { fromState: 'busy' })).message).toBe('in state idle; the request asks for busy')
  })

  test('in which the action is never taken is refused at once: nobody waits for what cannot come', () => {
    expect(inState('busy.early', 'work', { fromState: 'busy.late' })).toMatchObject({
      code: 'WRONG_STATE',
      retryable: false,
      message: 'work is taken in idle, both.right.d, never in busy.late',
    })
    expect(inState('both.left.b,both.right.c', 'stop', { fromState: 'both.left.b' })).toBe('wait') // both.right.d takes it
  })

  test.each(['fromState', 'toState'] as const)('%s that the machine does not have is a bad request', (field) => {
    expect(inState('idle', 'work', { [field]: 'nowhere' })).toMatchObject({
      code: 'BAD_REQUEST',
      message: expect.stringMatching(new RegExp(`^${field}: there is no state "nowhere", there is idle, busy,`)),
    })
    for (const odd of ['', 'idle,', 'busy.'] as const)
      expect(inState('idle', 'work', { [field]: odd })).toMatchObject({ code: 'BAD_REQUEST' })
  })
})

test('a part of a name is no name', () => {
  expect(holds({ status: 'active', state: 'busyness.late' }, 'busy')).toBe(false)
  expect(holds({ status: 'active', state: 'busy.late' }, 'late')).toBe(false)
})

test('a machine that has ended or failed takes nothing, whatever its last state says', () => {
  expect(judge(chart, { status: 'done', state: 'idle' }, { action: 'work' })).toMatchObject({
    code: 'WRONG_STATE',
    retryable: false,
    message: 'the behaviour has come to its end in state idle, and takes nothing any more',
  })
  expect(judge(chart, { status: 'error', state: 'busy.early', problem: 'boom' }, { action: 'ping' })).toMatchObject({
    code: 'WRONG_STATE',
    message: 'the behaviour has failed in state busy.early: boom, and takes nothing any more',
  })
})

test('an action that no state takes never waits', () => {
  const lone = behaviour({
    machine: createMachine({ initial: 'a', states: { a: { meta: { otherwise: 'queue', starts: [{ action: 'tick' }] } } } }),
  })
  expect(judge(lone.chart, { status: 'active', state: 'a' }, { action: 'tick' })).toMatchObject({
    code: 'WRONG_STATE',
    message: 'no state takes tick: the agent starts it by itself',
  })
})
