import { expect, test } from 'vitest'
import { Ensemble } from './ensemble.ts'

function setUp(...members: string[]) {
  const left: Record<string, number>[] = []
  return { left, ensemble: new Ensemble<number>(members, (values) => left.push(Object.fromEntries(values))) }
}

test('one of each leaves when all have one, in the order of their writes', () => {
  const { left, ensemble } = setUp('image', 'depth')
  for (const value of [1, 2, 3]) ensemble.put('image', value)
  expect([left, ensemble.waiting]).toEqual([[], true])
  ensemble.put('depth', 10)
  ensemble.put('depth', 20)
  expect(left).toEqual([
    { image: 1, depth: 10 },
    { image: 2, depth: 20 },
  ])
  ensemble.put('depth', 30)
  expect([left.length, ensemble.waiting]).toEqual([3, false])
})

test('one alone never waits', () => {
  const { left, ensemble } = setUp('image')
  ensemble.put('image', 1)
  expect([left, ensemble.waiting]).toEqual([[{ image: 1 }], false])
})

test('more than may wait are refused, and the error names who is silent; when that one speaks, it goes on', () => {
  const { left, ensemble } = setUp('image', 'depth', 'mask')
  for (let i = 0; i < 1_024; i++) for (const member of ['image', 'mask']) ensemble.put(member, i)
  expect(() => ensemble.put('image', 0)).toThrow(
    expect.objectContaining({ code: 'BUFFER_FULL', message: expect.stringMatching(/nothing was written on depth$/) }),
  )
  ensemble.put('depth', 7)
  ensemble.put('image', 1_024)
  expect(left).toEqual([{ image: 0, depth: 7, mask: 0 }])
})
