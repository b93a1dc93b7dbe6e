import { describe, expect, test, vi } from 'vitest'
import { Buffer, DEFAULT_LIMIT } from './buffer.ts'
import type { Policy } from './declare.ts'

const make = (policy: Policy, limit = DEFAULT_LIMIT, firstTag: number | null = 0) => {
  const onFresh = vi.fn()
  const onConsumed = vi.fn()
  return { buffer: new Buffer({ policy, limit, onFresh, onConsumed }, firstTag), onFresh, onConsumed }
}

const tags = (buffer: Buffer) => {
  const read: number[] = []
  for (let taken = buffer.take(); taken; taken = buffer.take()) read.push(taken.tag)
  return read
}

test('what never had data is not fresh, and has no tag', () => {
  const { buffer } = make('queue')
  expect([buffer.fresh, buffer.tag, buffer.take()]).toEqual([false, null, undefined])
})

test('samples are read once, in the order of tags, whatever the order in which they came', () => {
  const { buffer } = make('queue')
  buffer.push(2, ['c', 'd'])
  buffer.push(0, ['a', 'b'])
  buffer.push(1, ['b', 'c'])
  expect([buffer.tag, buffer.size, buffer.late]).toEqual([0, 4, 2])
  expect(tags(buffer)).toEqual([0, 1, 2, 3])
  expect(buffer.fresh).toBe(false)
})

test('one that comes after a later one was read is dropped and counted; the gap is told by the later one', () => {
  const { buffer } = make('queue')
  buffer.push(3, ['d'])
  expect(buffer.take()).toEqual({ tag: 3, value: 'd', missed: 3 })
  buffer.push(1, ['b'])
  expect([buffer.fresh, buffer.late]).toEqual([false, 1])
})

test('that there is something is told once, until all was read', () => {
  const { buffer, onFresh } = make('queue')
  buffer.push(0, ['a', 'b'])
  buffer.push(2, ['c'])
  expect(onFresh).toHaveBeenCalledTimes(1)
  tags(buffer)
  buffer.push(2, ['c'])
  expect(onFresh).toHaveBeenCalledTimes(1)
  buffer.push(3, ['d'])
  expect(onFresh).toHaveBeenCalledTimes(2)
})

test('each that is read is told as consumed', () => {
  const { buffer, onConsumed } = make('queue')
  buffer.push(0, ['a', 'b'])
  tags(buffer)
  expect(onConsumed.mock.calls).toEqual([[0], [1]])
})

describe('above its limit', () => {
  test('latest keeps the last one, and tells what it passed over', () => {
    const { buffer } = make('latest')
    buffer.push(0, ['a', 'b', 'c'])
    expect([buffer.size, buffer.take()]).toEqual([1, { tag: 2, value: 'c', missed: 2 }])
  })

  test.each(['queue', 'drop-oldest'] as const)('%s lets the oldest go, and tells how many', (policy) => {
    const { buffer } = make(policy, 2)
    buffer.push(0, ['a', 'b', 'c', 'd'])
    expect([buffer.take(), buffer.take()]).toEqual([
      { tag: 2, value: 'c', missed: 2 },
      { tag: 3, value: 'd', missed: 0 },
    ])
  })
})

describe('of several instances of the owner', () => {
  test('each counts for itself', () => {
    const { buffer } = make('queue', 10, null)
    buffer.push(7, ['a'], 'one')
    buffer.push(3, ['b'], 'two')
    buffer.push(9, ['c'], 'one')
    buffer.push(4, ['d'], 'two')
    expect([1, 2, 3, 4].map(() => buffer.take())).toEqual([
      { tag: 7, value: 'a', missed: 0 },
      { tag: 3, value: 'b', missed: 0 },
      { tag: 9, value: 'c', missed: 1 },
      { tag: 4, value: 'd', missed: 0 },
    ])
  })

  test('a repetition is found behind what others have sent meanwhile', () => {
    const { buffer } = make('queue', 10, null)
    buffer.push(5, ['a'], 'one')
    buffer.push(1, ['x'], 'two')
    buffer.push(4, ['earlier', 'a'], 'one')
    expect([tags(buffer), buffer.late]).toEqual([[4, 5, 1], 1])
  })

  test('as many restarts as one likes leave the ones that were last known', () => {
    const { buffer } = make('latest', 1, null)
    for (let i = 0; i < 1_000; i++) buffer.push(0, [i], `instance-${i}`)
    expect(buffer.take()).toMatchObject({ value: 999 })
    buffer.push(0, [999], 'instance-999')
    expect([buffer.fresh, buffer.late]).toEqual([false, 1])
  })
})
