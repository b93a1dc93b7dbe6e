import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { encode } from '../codec.ts'
import { MAX_MESSAGE } from '../limits.ts'
import { BadMessageError, checking, explain, VERSION, wireError, wireErrorSchema } from './field.ts'

const schema = z.object({
  text: z.string().min(2),
  words: z.int().max(9).optional(),
  mode: z.enum(['a', 'b']).default('a'),
  list: z.array(z.object({ at: z.number() })).default([]),
})

function explained(value: unknown, by: z.ZodType = schema): { field: string; problem: string } {
  const { error } = by.safeParse(value)
  if (!error) throw new Error('it fits')
  return explain(error, value)
}

describe('explain', () => {
  test.each<[unknown, string, string]>([
    [{ text: 7 }, 'text', 'got a number, expected string'],
    [{}, 'text', 'got nothing, expected string'],
    [{ text: null }, 'text', 'got null, expected string'],
    [{ text: 'x', mode: 'a' }, 'text', 'got a string: Too small: expected string to have >=2 characters'],
    [{ text: 'ok', words: 1.5 }, 'words', 'got a number, expected int'],
    [{ text: 'ok', mode: 'c' }, 'mode', 'got a string: Invalid option: expected one of "a"|"b"'],
    [{ text: 'ok', list: [{ at: 1 }, { at: 'x' }] }, 'list.1.at', 'got a string, expected number'],
    [{ text: 'ok', list: [null] }, 'list.0', 'got null, expected object'],
    [{ text: 'ok', words: Number.NaN }, 'words', 'got NaN, expected number'],
    [null, '', 'got null, expected object'],
    [undefined, '', 'got nothing, expected object'],
    [[], '', 'got an array, expected object'],
  ])('%j: %s: %s', (value, field, problem) => {
    expect(explained(value)).toEqual({ field, problem })
  })

  test('tells the first thing wrong only, and shows no value, for it may be a secret', () => {
    const { field, problem } = explained({ text: 'hunter2', words: 'hunter2', mode: 'hunter2' })
    expect(field).toBe('words')
    expect(problem).not.toContain('hunter2')
  })

  test('names a map that has a key constructor a map', () => {
    expect(explained({ text: { constructor: { name: 'Date' } } }).problem).toBe('got a map, expected string')
  })
})

describe('a checked message', () => {
  test('comes with its defaults', () => {
    expect(checking('demo', schema)({ text: 'ok' })).toEqual({ text: 'ok', mode: 'a', list: [] })
  })

  test('names the kind alone where no field is to blame', () => {
    expect(() => checking('demo', schema)(7)).toThrow(new BadMessageError('demo', '', 'got a number, expected object'))
    expect(() => checking('demo', schema)(7)).toThrow(/^demo: got a number/)
  })

  test.each([0, 2, '1', null, [1]])('of version %j is refused before all else', (v) => {
    expect(() => checking('demo', schema)({ v })).toThrow(expect.objectContaining({ code: 'BAD_VERSION', field: 'v' }))
    expect(VERSION).toBe(1)
  })
})

describe('an error on the wire', () => {
  test('carries its code, text, whether to try again, and what is added', () => {
    expect(wireError('FULL', 'no room', { retryAfterMs: 20, details: { open: 7 } })).toEqual({
      code: 'FULL',
      message: 'no room',
      retryable: true,
      retryAfterMs: 20,
      details: { open: 7 },
    })
    expect(wireError('FORBIDDEN', 'no')).toEqual({ code: 'FORBIDDEN', message: 'no', retryable: false })
  })

  test('has its text cut at the limit, and shows that', () => {
    expect(wireError('HANDLER_FAILED', 'x'.repeat(MAX_MESSAGE)).message).toBe('x'.repeat(MAX_MESSAGE))
    expect(wireError('HANDLER_FAILED', 'x'.repeat(MAX_MESSAGE + 1)).message).toBe(`${'x'.repeat(MAX_MESSAGE - 1)}…`)
  })

  test.each(['\ud83d', `${'x'.repeat(MAX_MESSAGE - 2)}🌍🌍`, `a\udc00b`])('is always one that travels, whatever its text', (text) => {
    const error = wireError('HANDLER_FAILED', text)
    expect(() => encode(error)).not.toThrow()
    expect(wireErrorSchema.parse(error)).toEqual(error)
  })
})

test('a value on which a check throws is refused like any other that is wrong', () => {
  const schema = z.object({ v: z.literal(1), text: z.string().max(3) })
  expect(() => checking('note', schema)({ v: 1, text: { length: { toString: 0 } } })).toThrow(BadMessageError)
})
