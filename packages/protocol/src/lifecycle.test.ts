import { describe, expect, test } from 'vitest'
import { COMPLETION_REASONS, canBecome, HOLDINGS, IllegalTransitionError, STATUSES, TRANSITIONS, transition } from './lifecycle.ts'

/** Written out again, so that an edge cannot be added to the table by a slip. */
const LEGAL = new Set([
  'created requested',
  'created received',
  'created lazy',
  'created completed',
  'requested running',
  'requested completed',
  'received running',
  'received completed',
  'lazy running',
  'lazy completed',
  'running paused',
  'running completed',
  'paused running',
  'paused completed',
])

const PAIRS = STATUSES.flatMap((from) => STATUSES.map((to) => ({ from, to })))

describe('the life cycle', () => {
  test.each(PAIRS.filter(({ from, to }) => LEGAL.has(`${from} ${to}`)))('lets $from become $to', ({ from, to }) => {
    expect(canBecome(from, to)).toBe(true)
    expect(transition(from, to)).toBe(to)
  })

  test.each(PAIRS.filter(({ from, to }) => !LEGAL.has(`${from} ${to}`)))('does not let $from become $to', ({ from, to }) => {
    expect(canBecome(from, to)).toBe(false)
    expect(() => transition(from, to)).toThrow(IllegalTransitionError)
  })

  test('has 49 pairs, 14 of them legal', () => {
    expect(PAIRS).toHaveLength(49)
    expect(PAIRS.filter(({ from, to }) => canBecome(from, to))).toHaveLength(LEGAL.size)
  })

  test('ends in completed from every open status, and never leaves it', () => {
    for (const from of STATUSES) expect(canBecome(from, 'completed')).toBe(from !== 'completed')
    expect(TRANSITIONS.completed).toEqual([])
  })
})

test('the error says what was tried and what would have been legal', () => {
  expect(() => transition('running', 'lazy')).toThrow('an interaction that is running cannot become lazy, only paused or completed')
  expect(() => transition('completed', 'running')).toThrow('an interaction that is completed cannot become running, only nothing')
  expect(new IllegalTransitionError('paused', 'lazy')).toMatchObject({
    code: 'ILLEGAL_TRANSITION',
    from: 'paused',
    to: 'lazy',
    retryable: false,
  })
})

test('the words of the wire are these', () => {
  expect(STATUSES).toEqual(['created', 'requested', 'received', 'lazy', 'running', 'paused', 'completed'])
  expect(COMPLETION_REASONS).toEqual(['ok', 'error', 'timeout', 'rejected', 'cancelled', 'disconnected', 'discarded'])
  expect(HOLDINGS).toEqual(['sent', 'received', 'lazy'])
})
