import { describe, expect, it } from 'vitest'
import { squaresOf } from './grid.ts'

const prints = (count: number, bytes: number) =>
  Array.from({ length: count }, (_, passage) => ({ passage, shingles: new Uint8Array(bytes) }))

describe('squares', () => {
  it('bring any two prints together exactly once', () => {
    const met = new Map<string, number>()
    const meet = (a: number, b: number) =>
      met.set(`${Math.min(a, b)}-${Math.max(a, b)}`, (met.get(`${Math.min(a, b)}-${Math.max(a, b)}`) ?? 0) + 1)
    for (const { left, right } of squaresOf(prints(1_000, 4)))
      for (const [at, { passage: a }] of left.entries()) for (const { passage: b } of right ?? left.slice(at + 1)) meet(a, b)
    expect(met.size).toBe((1_000 * 999) / 2)
    expect(new Set(met.values())).toEqual(new Set([1]))
  })

  it('fit a message, however long the passages are', () => {
    for (const { left, right = [] } of squaresOf(prints(300, 6_000)))
      expect([...left, ...right].reduce((sum, { shingles }) => sum + shingles.length, 0)).toBeLessThan(500_000)
  })

  it('of nothing are none', () => {
    expect(squaresOf([])).toEqual([])
  })
})
