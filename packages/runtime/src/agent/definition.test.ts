import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { action } from './action.ts'
import { contract } from './contract.ts'
import { defineAgent, isAgentDefinition } from './definition.ts'

const echo = action({ input: z.object({ text: z.string() }), output: z.string() })
const inline = action({ input: z.object({}) }, () => {})
// What a caller without types may write.
const loosely = defineAgent as (...args: unknown[]) => unknown
const loose = contract as (c: unknown) => unknown

describe('a contract', () => {
  test.each(['', 'Echo', '_x', '-x', 'a.b', 'a*', 'x'.repeat(64), 'system', 'cli-x', 5, undefined])('is refused the name %j', (name) => {
    expect(() => loose({ name, actions: {} })).toThrow(expect.objectContaining({ code: 'BAD_NAME', field: 'contract.name' }))
  })

  test.each(['a.b', 'a b', '*', '>', '_x', ''])('is refused an action of the name %j', (name) => {
    expect(() => loose({ name: 'x', actions: { [name]: echo } })).toThrow(expect.objectContaining({ code: 'BAD_NAME' }))
  })

  test.each(['then', 'catch', 'finally', 'toJSON', 'describe'])('is refused the reserved action name %s', (name) => {
    expect(() => loose({ name: 'x', actions: { [name]: echo } })).toThrow(
      expect.objectContaining({ code: 'BAD_DEFINITION', message: `contract x: the action name ${name} is reserved` }),
    )
  })

  test.each([undefined, null, 5, {}, () => {}])('is refused an action that is %o', (declared) => {
    expect(() => loose({ name: 'x', actions: { work: declared } })).toThrow(/contract x: work is .*, expected action\(/)
  })

  test.each([{ name: 'x' }, { name: 'x', actions: 5 }, undefined, null, 'x'])('is refused when it is %j', (c) => {
    expect(() => loose(c)).toThrow(expect.objectContaining({ code: expect.stringMatching(/^BAD_/) }))
  })

  test('is given back as it is', () => {
    const c = { name: 'x', actions: { echo } }
    expect(contract(c)).toBe(c)
  })
})

describe('an action', () => {
  test.each<[string, unknown]>([
    ['input', undefined],
    ['input', { type: 'object' }],
    ['output', 'string'],
    ['yields', 5],
  ])('is refused when its %s is %j', (part, schema) => {
    expect(() => action({ input: z.object({}), [part]: schema } as never)).toThrow(
      expect.objectContaining({ code: 'BAD_DEFINITION', message: expect.stringContaining(`action.${part}: got`) }),
    )
  })
})

describe('an agent', () => {
  test('is defined inline, or as the handlers of a contract; the contract’s handlers win', () => {
    const small = defineAgent({ name: 'x', actions: { inline } })
    expect(small).toMatchObject({ kind: 'parley.agent', name: 'x', version: '0.0.0', concurrency: 1 })
    expect(small.handlers.inline).toBe(inline.run)
    const own = () => 'own'
    const whole = defineAgent(contract({ name: 'x', actions: { echo } }), { version: '1.0.0', concurrency: 4, handlers: { echo: own } })
    expect(whole).toMatchObject({ version: '1.0.0', concurrency: 4, handlers: { echo: own } })
  })

  test('without a handler for one of its actions is refused, whatever Object.prototype holds', () => {
    for (const name of ['echo', 'toString', 'constructor', 'hasOwnProperty'])
      expect(() => loosely(contract({ name: 'x', actions: { [name]: echo } }), { handlers: {} })).toThrow(
        expect.objectContaining({ code: 'BAD_DEFINITION', message: `agent x: no handler for the action ${name}` }),
      )
    expect(() => loosely({ name: 'x', actions: { echo } })).toThrow(/no handler for the action echo/)
    expect(() => loosely(contract({ name: 'x', actions: { echo } }), { handlers: { echo: 'text' } })).toThrow(
      /no handler for the action echo/,
    )
  })

  test.each([0, -1, 1.5, Number.NaN, '2'])('is refused a concurrency of %j', (concurrency) => {
    expect(() => loosely({ name: 'x', actions: { inline }, concurrency })).toThrow(
      /agent x: concurrency is .*, expected a whole number from 1/,
    )
  })

  test('is known by its mark', () => {
    expect(isAgentDefinition(defineAgent({ name: 'x', actions: { inline } }))).toBe(true)
    expect(isAgentDefinition({ kind: 'parley.agent' })).toBe(true) // from another copy of this package
    for (const value of [null, undefined, 'x', {}, () => {}, { kind: 'other' }]) expect(isAgentDefinition(value)).toBe(false)
  })
})
