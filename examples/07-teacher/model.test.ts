import { expect, it } from 'vitest'
import { samples, take } from './knowledge.ts'
import { Model } from './model.ts'

const some = (count: number, seed: number) => take(count, samples(4, seed))

it('knows nothing before it has learnt: every answer is as likely as the other', () => {
  for (const { x } of some(10, 1)) expect(new Model(4).answer(x)).toBe(0.5)
})

it('is less wrong about a sample that it has just learnt from', () => {
  const model = new Model(4)
  for (const { x, y } of some(50, 1)) {
    const loss = model.learn(x, y, 0.1)
    expect(model.learn(x, y, 0)).toBeLessThan(loss)
  }
})

it('is given the same samples for the same seed, others for another, and about as many of either side', () => {
  expect(some(20, 1)).toEqual(some(20, 1))
  expect(some(20, 1)).not.toEqual(some(20, 2))
  const yes = some(1_000, 3).filter(({ y }) => y === 1).length
  expect(yes).toBeGreaterThan(400)
  expect(yes).toBeLessThan(600)
})
