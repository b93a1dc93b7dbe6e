import { DTYPES, STREAM_TYPES } from '@parley/protocol'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { POLICIES, type Slot, slot, stream, type ValueOf } from './declare.ts'
import type { Tensor } from './sample.ts'

const badDefinition = (message: string) => expect.objectContaining({ code: 'BAD_DEFINITION', message })

describe('a stream', () => {
  test('goes to whoever subscribes, in its own world, when nothing else is said', () => {
    expect(stream.text()).toEqual({ kind: 'parley.stream', properties: { type: 'text' }, delivery: 'ps', visibility: 'world' })
  })

  test('keeps what is said of it', () => {
    expect(stream.image({ group: 'eyes', delivery: 'dm', visibility: 'public' })).toEqual({
      ...{ kind: 'parley.stream', properties: { type: 'image' }, group: 'eyes', delivery: 'dm', visibility: 'public' },
    })
  })

  test('may be of every type', () => {
    expect(STREAM_TYPES.map((type) => stream[type]().properties.type)).toEqual(STREAM_TYPES)
    expect(STREAM_TYPES.map((type) => slot[type]().properties.type)).toEqual(STREAM_TYPES)
  })

  test.each<[string, () => unknown]>([
    ['stream.delivery: got "all", expected dm, ps', () => stream.text({ delivery: 'all' as never })],
    ['stream.visibility: got "private", expected world, public', () => stream.text({ visibility: 'private' as never })],
    [`tensor.dtype: got "float16", expected ${DTYPES.join(', ')}`, () => stream.tensor({ dtype: 'float16' as never })],
    ['tensor.shape: got a number, expected a list of whole numbers from 0, null for any', () => stream.tensor({ shape: 3 as never })],
    [
      'tensor.shape: got [2,-1,"x"], expected a list of whole numbers from 0, null for any',
      () => stream.tensor({ shape: [2, -1, 'x' as never] }),
    ],
    ['tensor.labels: got an array, expected a list of texts', () => stream.tensor({ labels: [1 as never] })],
    ['tensor.labels: got 2, expected 3, the length of the last dimension', () => stream.tensor({ shape: [2, 3], labels: ['a', 'b'] })],
  ])('%s', (message, declare) => {
    expect(declare).toThrow(badDefinition(message))
  })

  test('its group is a name', () => {
    expect(() => stream.text({ group: 'no group' })).toThrow(/^stream\.group: got "no group"/)
  })
})

describe('a tensor', () => {
  test('has properties of its own, that no later change of the options reaches', () => {
    const shape = [2, null]
    const labels = ['x', 'y']
    const declared = stream.tensor({ dtype: 'float32', shape: [...shape], labels })
    const { properties } = slot.tensor({ shape, labels })
    shape.push(3)
    labels.push('z')
    expect(properties).toEqual({ type: 'tensor', shape: [2, null], labels: ['x', 'y'] })
    expect(declared.properties).toEqual({ type: 'tensor', dtype: 'float32', shape: [2, null], labels: ['x', 'y'] })
  })

  test('labels of a last dimension that is open, or of no shape, are taken as they are', () => {
    expect(stream.tensor({ shape: [2, null], labels: ['a'] }).properties.labels).toEqual(['a'])
    expect(stream.tensor({ labels: [] }).properties.labels).toEqual([])
  })
})

describe('a slot', () => {
  test('without a default has no key for it: that is what makes it required', () => {
    expect(Object.keys(slot.text())).toEqual(['kind', 'properties'])
  })

  test('may have null for its default', () => {
    expect(slot.json({ default: null })).toHaveProperty('default', null)
  })

  test.each(POLICIES)('has the policy %s and a limit', (policy) => {
    expect(slot.text({ policy, limit: 2 })).toMatchObject({ policy, limit: 2 })
  })

  test.each<[string, () => unknown]>([
    ['slot.policy: got "newest", expected queue, latest, drop-oldest', () => slot.text({ policy: 'newest' as never })],
    ['slot.limit: got 0, expected a whole number from 1', () => slot.text({ limit: 0 })],
    ['slot.limit: got 1.5, expected a whole number from 1', () => slot.text({ limit: 1.5 })],
    ['slot.limit: got NaN, expected a whole number from 1', () => slot.text({ limit: Number.NaN })],
    ['slot.limit: got null, expected a whole number from 1', () => slot.text({ limit: null as never })],
    ['slot.default: got a number, expected a text', () => slot.text({ default: 5 as never })],
    ['slot.default.dtype: got int8, expected uint8', () => slot.tensor({ dtype: 'uint8', default: bytes(1) })],
    ['slot.default.shape: got [1], expected [2]', () => slot.tensor({ shape: [2], default: bytes(1) })],
    [
      'slot.default: undefined does not travel, expected null, boolean, number, string, Uint8Array, array or plain object',
      () => slot.any({ default: undefined as never }),
    ],
  ])('%s', (message, declare) => {
    expect(declare).toThrow(badDefinition(message))
  })

  const bytes = (length: number): Tensor => ({ dtype: 'int8', shape: [length], data: new Int8Array(length) })
})

test('what samples are follows from the declaration', () => {
  const frames = stream.tensor()
  const question = slot.text()
  expectTypeOf<ValueOf<typeof frames>>().toEqualTypeOf<Tensor>()
  expectTypeOf<ValueOf<typeof question>>().toEqualTypeOf<string>()
  expectTypeOf(question).toExtend<Slot>()
})
