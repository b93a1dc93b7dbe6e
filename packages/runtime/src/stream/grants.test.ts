import { describe, expect, test } from 'vitest'
import { CREDIT_BYTES } from './credit.ts'
import { Grants } from './grants.ts'

const setUp = (window: number) => {
  const given: number[] = []
  return { given, grants: new Grants(window, (upTo) => given.push(upTo)) }
}
const heavy = (bytes: number) => [new Uint8Array(bytes)]

test('the first grant is the window', () => {
  const { given, grants } = setUp(8)
  grants.renew()
  expect(given).toEqual([7])
})

test('it is given again whenever half of it was consumed, and not before', () => {
  const { given, grants } = setUp(8)
  for (let tag = 0; tag < 3; tag++) grants.consumed(tag)
  expect(given).toEqual([])
  grants.consumed(3)
  expect(given).toEqual([11])
  for (let tag = 4; tag < 8; tag++) grants.consumed(tag)
  expect(given).toEqual([11, 15])
})

test('what is told as consumed a second time, or out of order, changes nothing', () => {
  const { given, grants } = setUp(2)
  grants.consumed(5)
  grants.consumed(5)
  grants.consumed(1)
  grants.renew()
  expect(given).toEqual([7, 7])
})

describe('of heavy samples', () => {
  test('fewer are granted: as many as CREDIT_BYTES hold', () => {
    const { given, grants } = setUp(100)
    grants.arrived(heavy(CREDIT_BYTES / 4))
    grants.consumed(1)
    expect(given).toEqual([5])
  })

  test('the heaviest of a message counts, wherever it stands in it', () => {
    const { given, grants } = setUp(100)
    grants.arrived([1, new Uint8Array(CREDIT_BYTES / 4), 2])
    grants.consumed(2)
    expect(given).toEqual([6])
  })

  test('one is always granted, however heavy it is', () => {
    const { given, grants } = setUp(100)
    grants.arrived(heavy(CREDIT_BYTES * 2))
    grants.consumed(0)
    expect(given).toEqual([1])
  })

  test('that are not read yet still count when the grant is said again', () => {
    const { given, grants } = setUp(100)
    grants.renew()
    grants.arrived(heavy(CREDIT_BYTES / 4))
    for (let beat = 0; beat < 3; beat++) grants.renew()
    expect(given).toEqual([99, 3, 3, 3])
  })

  test('once they are read and gone, the whole window is granted again', () => {
    const { given, grants } = setUp(100)
    grants.arrived(heavy(CREDIT_BYTES / 4))
    for (let tag = 0; tag < 200; tag++) grants.consumed(tag)
    expect(given.at(-1)! - 199).toBeGreaterThan(40)
  })
})
