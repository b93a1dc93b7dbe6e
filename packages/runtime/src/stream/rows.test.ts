import { expect, test } from 'vitest'
import { Buffer } from './buffer.ts'
import { Rows } from './rows.ts'

const reader = (policy: 'queue' | 'latest', limit = 10) => new Buffer({ policy, limit, onFresh: () => {} }, null)

function pair(policy: 'queue' | 'latest', limit?: number) {
  const [a, b, rows] = [reader(policy, limit), reader(policy, limit), new Rows()]
  rows.join(a)
  rows.join(b)
  return { a, b, rows }
}

test('a row is read when it is whole, and not before', () => {
  const { a, b, rows } = pair('queue')
  rows.push(a, 0, ['a0', 'a1'])
  expect([a.fresh, b.fresh]).toEqual([false, false])
  rows.push(b, 0, ['b0'])
  expect([a.take()?.value, b.take()?.value, a.fresh]).toEqual(['a0', 'b0', false])
  rows.push(b, 1, ['b1'])
  expect([a.take()?.value, b.take()?.value]).toEqual(['a1', 'b1'])
})

test('whatever the policy drops, it drops in step', () => {
  const { a, b, rows } = pair('latest')
  rows.push(a, 0, ['a0', 'a1', 'a2'])
  rows.push(b, 0, ['b0', 'b1'])
  expect([a.tag, b.tag]).toEqual([1, 1])
  rows.push(b, 2, ['b2'])
  expect([a.take(), b.take()]).toMatchObject([{ tag: 2 }, { tag: 2 }])
})

test('a member that is lost leaves its row unread, and the next one goes on', () => {
  const { a, b, rows } = pair('queue')
  rows.push(a, 0, ['a0', 'a1'])
  rows.push(b, 1, ['b1'])
  expect([a.take(), b.take()]).toMatchObject([{ tag: 1 }, { tag: 1 }])
})

test('tags of two instances of the owner make two rows', () => {
  const { a, b, rows } = pair('queue')
  rows.push(a, 0, ['first'], 'i1')
  rows.push(b, 0, ['second'], 'i2')
  expect([a.fresh, b.fresh]).toEqual([false, false])
  rows.push(b, 0, ['first'], 'i1')
  expect([a.take()?.value, b.take()?.value]).toEqual(['first', 'first'])
})

test('rows that never become whole are forgotten, oldest first', () => {
  const { a, b, rows } = pair('queue', 5_000)
  rows.push(
    a,
    0,
    Array.from({ length: 1_030 }, (_, i) => i),
  )
  rows.push(
    b,
    0,
    Array.from({ length: 1_030 }, (_, i) => i),
  )
  expect([a.size, b.size, a.tag]).toEqual([1_024, 1_024, 6])
})
