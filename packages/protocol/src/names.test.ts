import { describe, expect, test } from 'vitest'
import { ParleyError } from './errors.ts'
import {
  BadNameError,
  buildUuid,
  checkAgentName,
  checkFreeName,
  checkId,
  checkLabel,
  isAgentName,
  isId,
  isLabel,
  parseUuid,
  SYSTEM,
} from './names.ts'

const long = (n: number) => 'a'.repeat(n)
/** What would change the meaning of a subject, or could not stand in one. */
const INJECTED = ['', 'a.b', '.', 'a b', '*', '>', 'a*', 'a>', 'a\n', '\ta', 'a\0', 'é', '_', '$SRV']

describe.each([
  { what: 'an agent name', is: isAgentName, check: checkAgentName, good: ['a', '0', 'a-_9', long(63)], bad: ['A', '-a', '_a', long(64)] },
  { what: 'an id', is: isId, check: checkId, good: ['a', 'A-9', '-', long(64)], bad: ['a_b', long(65)] },
  { what: 'a label', is: isLabel, check: checkLabel, good: ['a', 'nextMessage', '9_-', long(63)], bad: ['-a', '_a', long(64)] },
])('$what', ({ is, check, good, bad }) => {
  test.each(good)('%j is taken', (value) => {
    expect(is(value)).toBe(true)
    expect(check(value, 'field')).toBe(value)
  })

  test.each([...INJECTED, ...bad])('%j is refused', (value) => {
    expect(is(value)).toBe(false)
    expect(() => check(value, 'field')).toThrow(BadNameError)
  })

  test.each([undefined, null, 7, ['a'], { toString: () => 'a' }])('%o, which is not text, is refused', (value) => {
    expect(() => check(value, 'field')).toThrow(BadNameError)
  })
})

test.each([
  ['an agent name', isAgentName, /^[a-z0-9][a-z0-9_-]{0,62}$/],
  ['an id', isId, /^[A-Za-z0-9-]{1,64}$/],
  ['a label', isLabel, /^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/],
])('%s is what its regular expression says, with any character in any place', (_, is, form) => {
  for (let code = 0; code < 300; code++) {
    const char = String.fromCharCode(code)
    for (const text of [char, `${char}a`, `a${char}`, `a${char}9`]) expect([text, is(text)]).toEqual([text, form.test(text)])
  }
})

test('the error names the field, shows the value cut short, and says what is expected', () => {
  const error = new BadNameError('target', long(500), 'less')
  expect(error).toBeInstanceOf(ParleyError)
  expect(error).toMatchObject({ name: 'BadNameError', code: 'BAD_NAME', field: 'target', retryable: false })
  expect(error.message).toBe(`target: got "${long(65)}", expected less`)
  expect(() => checkId(undefined, 'requesterInstance')).toThrow('requesterInstance: got undefined, expected 1 to 64 of')
})

test.each(['system', 'cli-7'])('the name %s is reserved', (name) => {
  expect(checkAgentName(name, 'name')).toBe(name)
  expect(() => checkFreeName(name, 'name')).toThrow(/^name: .*reserved$/)
})

test.each(['client-0a1b2c3d', 'cli', 'system2', 'clippy'])('the name %s is free', (name) => {
  expect(checkFreeName(name, 'name')).toBe(name)
})

describe('a uuid', () => {
  test('is the id and the requester', () => expect(buildUuid('abc12345', 'peer_xyz')).toBe('abc12345_peer_xyz'))
  test('takes the system for what is missing', () => {
    expect(buildUuid(null, null)).toBe(`${SYSTEM}_${SYSTEM}`)
    expect(buildUuid(null, 'bob')).toBe('system_bob')
    expect(buildUuid('a', null)).toBe('a_system')
  })
  test('comes apart at the first underscore', () => {
    expect(parseUuid('abc_peer_1')).toEqual({ id: 'abc', requester: 'peer_1' })
    expect(parseUuid(buildUuid(null, null))).toEqual({ id: 'system', requester: 'system' })
  })
  test.each(['', '_', 'a', 'a_', '_bob', 'a.b_bob', 'a_Bob', 'a_b.c', 'a_*', null, undefined, 7])('%j has not that form', (value) => {
    expect(() => parseUuid(value)).toThrow(BadNameError)
  })
})
