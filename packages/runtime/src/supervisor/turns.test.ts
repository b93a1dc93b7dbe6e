import { expect, test } from 'vitest'
import { Turns } from './turns.ts'

test('no more than the places go at once, the others in their order', () => {
  const turns = new Turns(2)
  const going: number[] = []
  const leave = [0, 1, 2, 3].map((n) => turns.enter(() => going.push(n)))
  expect(going).toEqual([0, 1])
  leave[1]!()
  leave[1]!()
  expect(going).toEqual([0, 1, 2])
  leave[0]!()
  expect(going).toEqual([0, 1, 2, 3])
})

test('one that leaves the queue before its turn takes no place', () => {
  const turns = new Turns(1)
  const going: number[] = []
  const leave = [0, 1, 2].map((n) => turns.enter(() => going.push(n)))
  leave[1]!()
  leave[0]!()
  expect(going).toEqual([0, 2])
  leave[2]!()
  turns.enter(() => going.push(3))
  expect(going).toEqual([0, 2, 3])
})
