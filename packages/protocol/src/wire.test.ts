import { describe, expect, test } from 'vitest'
import { MAX_DEPTH, MAX_ENTRIES } from './limits.ts'
import { kindOf, NotWireError, toWire } from './wire.ts'

class Point {
  x = 1
}

const nested = (levels: number, inner: unknown = 1) => Array.from({ length: levels }).reduce<unknown>((value) => [value], inner)

function cyclic(): unknown {
  const list: unknown[] = []
  list.push({ list })
  return list
}

function refusal(value: unknown): NotWireError {
  try {
    toWire(value, 'args')
  } catch (error) {
    if (error instanceof NotWireError) return error
    throw error
  }
  throw new Error('it was not refused')
}

describe('what may travel', () => {
  test.each([
    null,
    true,
    0,
    -1.5,
    Number.NaN,
    '',
    'größe 🌍',
    new Uint8Array(3),
    Buffer.from('x'),
    [],
    {},
    [[{ a: [null] }]],
    Object.assign(Object.create(null), { a: 1 }),
    { constructor: 1, toJSON: 2, hasOwnProperty: 3, x__proto__: 4 },
  ])('%o is given back as it is', (value) => {
    expect(toWire(value)).toBe(value)
  })

  test('a value that stands in two places is no cycle', () => {
    const shared = { a: [1] }
    expect(toWire([shared, shared])).toEqual([{ a: [1] }, { a: [1] }])
  })

  test('a key whose value is undefined is dropped, wherever it stands, and the original is left alone', () => {
    const value = { a: undefined, b: { c: undefined, d: 1 }, list: [{ e: undefined }, 'x', { f: 0 }], g: false }
    const wire = toWire(value)
    expect(wire).toStrictEqual({ b: { d: 1 }, list: [{}, 'x', { f: 0 }], g: false })
    expect(Object.keys(value)).toEqual(['a', 'b', 'list', 'g'])
    expect('c' in value.b).toBe(true)
  })

  test('only what had to change is copied', () => {
    const kept = { deep: [1] }
    const wire = toWire({ kept, gone: undefined }) as { kept: unknown }
    expect(wire.kept).toBe(kept)
  })
})

describe('what may not travel', () => {
  test.each<[string, unknown]>([
    ['undefined', undefined],
    ['a Date', new Date(0)],
    ['an Error', new Error('x')],
    ['a Map', new Map()],
    ['a Set', new Set()],
    ['a RegExp', /x/],
    ['a bigint', 1n],
    ['a function', () => 1],
    ['a symbol', Symbol('x')],
    ['a Point', new Point()],
    ['a Float32Array', new Float32Array(2)],
    ['a Uint8ClampedArray', new Uint8ClampedArray(2)],
    ['an ArrayBuffer', new ArrayBuffer(2)],
    ['a Promise', Promise.resolve()],
    ['an Object', Object.create({ inherited: 1 })],
    ['text with half of a surrogate pair', 'a\ud83d'],
  ])('%s is refused, with the path to where it stands', (kind, value) => {
    expect(refusal({ list: [0, 'x', {}, { when: value === undefined ? [value] : value }] })).toMatchObject({
      name: 'NotWireError',
      code: 'NOT_WIRE',
      path: value === undefined ? 'args.list[3].when[0]' : 'args.list[3].when',
      kind,
    })
    expect(refusal(value).path).toBe('args')
  })

  test('the message names the path, the thing, and what is expected', () => {
    expect(refusal({ at: new Date(0) }).message).toBe(
      'args.at: a Date does not travel, expected null, boolean, number, string, Uint8Array, array or plain object',
    )
  })

  test('a hole in an array is an undefined', () => {
    const holes = [1, 2]
    holes.length = 3
    expect(refusal(holes)).toMatchObject({ path: 'args[2]', kind: 'undefined' })
  })

  test('a key named __proto__, or one with half of a surrogate pair, is refused', () => {
    expect(refusal(JSON.parse('{"a":{"__proto__":1}}')).path).toBe('args.a.__proto__')
    expect(refusal({ a: { '\udc00': 1 } }).path).toBe('args.a')
  })

  test('a cycle and a value too deep are refused, each level of the limit is not', () => {
    expect(toWire(nested(MAX_DEPTH))).toEqual(nested(MAX_DEPTH))
    expect(toWire(nested(MAX_DEPTH, new Uint8Array(1)))).toEqual(nested(MAX_DEPTH, new Uint8Array(1)))
    expect(refusal(nested(MAX_DEPTH + 1)).message).toContain(`deeper than ${MAX_DEPTH}`)
    expect(refusal(cyclic()).message).toContain(`deeper than ${MAX_DEPTH}`)
  })

  test('an array or a map above the limit is refused, one at the limit is not', () => {
    const keys = (n: number) => Object.fromEntries(Array.from({ length: n }, (_, i) => [`k${i}`, 0]))
    expect(toWire(new Array(MAX_ENTRIES).fill(0))).toHaveLength(MAX_ENTRIES)
    expect(refusal(new Array(MAX_ENTRIES + 1).fill(0)).kind).toBe(`an array of ${MAX_ENTRIES + 1}`)
    expect(() => toWire(keys(MAX_ENTRIES))).not.toThrow()
    expect(refusal(keys(MAX_ENTRIES + 1)).kind).toContain('a map of more than')
  })
})

test.each<[unknown, string]>([
  [null, 'null'],
  [[], 'an array'],
  [{}, 'a map'],
  [Object.create(null), 'a map'],
  [{ constructor: { name: 'Date' } }, 'a map'],
  [new (class {})(), 'an object'],
  ['x', 'a string'],
  [1, 'a number'],
  [Number.NaN, 'NaN'],
  [Number.NEGATIVE_INFINITY, '-Infinity'],
  [true, 'a boolean'],
])('a person would call %o %s', (value, words) => {
  expect(kindOf(value)).toBe(words)
})
