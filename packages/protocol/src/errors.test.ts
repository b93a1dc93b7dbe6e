import { describe, expect, test } from 'vitest'
import { ERROR_CODES, type ErrorCode, isErrorCode, ParleyError } from './errors.ts'

const CODES = Object.keys(ERROR_CODES) as ErrorCode[]

/** Trying these again unchanged may help. A code that joins them is a decision, so it is written down twice. */
const RETRYABLE = [
  'NO_RESPONDERS',
  'WRONG_STATE',
  'FULL',
  'DRAINING',
  'TIMEOUT',
  'DISCONNECTED',
  'STREAM_GONE',
  'CLAIM_LOST',
  'BROKER_UNAVAILABLE',
  'BUFFER_FULL',
  'START_FAILED',
]

describe.each(CODES)('%s', (code) => {
  test('is a name in capitals with a meaning in words', () => {
    expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/)
    expect(code.length).toBeLessThanOrEqual(64) // what the wire allows
    expect(ERROR_CODES[code].means).toMatch(/^[a-z].{9,}[^.]$/)
  })

  test('makes an error that knows whether to try again', () => {
    const error = new ParleyError(code, 'text')
    expect(error).toMatchObject({ code, message: 'text', name: 'ParleyError', retryable: RETRYABLE.includes(code) })
  })
})

test('a code that is not in the table is not one, whatever Object.prototype holds', () => {
  expect(CODES.every(isErrorCode)).toBe(true)
  for (const code of ['', 'full', 'toString', 'constructor', '__proto__', 'hasOwnProperty']) expect(isErrorCode(code)).toBe(false)
})

test('who knows better, the target, may say otherwise', () => {
  expect(new ParleyError('FULL', 'text', { retryable: false }).retryable).toBe(false)
  expect(new ParleyError('HANDLER_FAILED', 'text', { retryable: true }).retryable).toBe(true)
})

test('an error is an Error with its cause and the name of its class', () => {
  class OwnError extends ParleyError {}
  const cause = new Error('first')
  const error = new OwnError('FULL', 'no room', { cause })
  expect(error).toBeInstanceOf(Error)
  expect(error).toMatchObject({ name: 'OwnError', cause })
  expect(String(error)).toBe('OwnError: no room')
})
