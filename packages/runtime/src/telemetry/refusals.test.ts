import { expect, test, vi } from 'vitest'
import { ManualClock } from '../testing/manual-clock.ts'
import type { Logger } from './log.ts'
import { Refusals } from './refusals.ts'

test('however much is refused, there is one line a second, and no refusal is left out of the count', () => {
  const clock = new ManualClock()
  const warn = vi.fn()
  const refusals = new Refusals({ warn } as unknown as Logger, clock)
  const error = new Error('garbage')
  for (let i = 0; i < 10_000; i++) refusals.add('a.b', error)
  clock.advance(1_000)
  refusals.add('a.c', error)
  expect(warn.mock.calls).toEqual([
    [{ err: error, subject: 'a.b', refused: 1 }, 'refused a message'],
    [{ err: error, subject: 'a.c', refused: 10_000 }, 'refused a message'],
  ])
})
