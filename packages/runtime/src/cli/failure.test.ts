import { ParleyError } from '@parley/protocol'
import { expect, test } from 'vitest'
import { describeFailure, exitCodeOf, failureOf, UsageError } from './failure.ts'

const told = (error: unknown) => describeFailure(failureOf(error))

test('an error is a line with its code, and says whether to try again', () => {
  expect(told(new ParleyError('FULL', 'no room'))).toBe('FULL: no room (trying again may help)')
  expect(told(new ParleyError('BAD_NETWORK', 'it is wrong'))).toBe('BAD_NETWORK: it is wrong')
  expect(told(new UsageError('no such option'))).toBe('BAD_USAGE: no such option')
})

test('what a message lists stands below it', () => {
  expect(told(new ParleyError('BROKER_UNAVAILABLE', 'none found. Tried:\n--nats: not given'))).toBe(
    'BROKER_UNAVAILABLE: none found. Tried:\n  --nats: not given\n  Trying again may help.',
  )
})

test('anything that was thrown can be told', () => {
  expect(told(new Error('oh'))).toBe('FAILED: oh')
  expect(told(Object.assign(new Error('no such file'), { code: 'ENOENT' }))).toBe('ENOENT: no such file')
  expect(told('a text')).toBe('FAILED: a text')
  expect(told(undefined)).toBe('FAILED: undefined')
})

test('bad usage is 2, any other failure 1', () => {
  expect(exitCodeOf(failureOf(new UsageError('x')))).toBe(2)
  expect(exitCodeOf(failureOf(new ParleyError('BAD_NAME', 'x')))).toBe(2)
  expect(exitCodeOf(failureOf(new ParleyError('TIMEOUT', 'x')))).toBe(1)
})
