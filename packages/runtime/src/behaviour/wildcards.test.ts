import { expect, test } from 'vitest'
import { fillIn, hasWildcard } from './wildcards.ts'

const known = { agent: 'bob', world: 'w', partner: 'alice', role: 'judge' }

test('wildcards are replaced however deep they stand, in part of a text or the whole of it, several times', () => {
  const bytes = new Uint8Array([60])
  const given = {
    to: '<partner>',
    text: 'I am <agent> (<agent>) of <world>',
    list: [{ as: '<role>' }, 1, null, true, bytes],
    '<agent>': 'key',
  }
  expect(fillIn(given, known)).toEqual({
    to: 'alice',
    text: 'I am bob (bob) of w',
    list: [{ as: 'judge' }, 1, null, true, bytes],
    '<agent>': 'key',
  })
})

test('what only looks like one is left alone, and what was filled in is not looked at again', () => {
  expect(fillIn('<b>x</b> <Agent> < agent > <agents>', known)).toBe('<b>x</b> <Agent> < agent > <agents>')
  expect(fillIn('<partner>', { ...known, partner: '<role>' })).toBe('<role>')
})

test('one that stands for nobody is an error that names it; a role that nobody gave is an empty text', () => {
  expect(() => fillIn({ to: ['<partner>'] }, { ...known, partner: null })).toThrow(
    expect.objectContaining({ code: 'BAD_ARGUMENTS', message: expect.stringContaining('<partner>') }),
  )
  expect(fillIn('<role>!', { ...known, role: '' })).toBe('!')
})

test('a value knows whether it holds one', () => {
  expect([{ a: ['<role>'] }, '<agent>!'].map(hasWildcard)).toEqual([true, true])
  expect([{ '<agent>': 'x' }, [1, null, new Uint8Array()], '<x>'].map(hasWildcard)).toEqual([false, false, false])
})
