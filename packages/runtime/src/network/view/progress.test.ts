import { expect, test } from 'vitest'
import { advance, fraction, leftMs, type Progress, perSecond } from './progress.ts'

/** Calls once a `stepMs`, each time with so much more. */
function run(steps: readonly number[], { stepMs = 1_000, total = 1_000 } = {}): { progress: Progress; nowMs: number } {
  let progress: Progress | undefined
  let done = 0
  for (const [i, more] of steps.entries()) {
    done += more
    progress = advance(progress, 'passages', done, total, i * stepMs)
  }
  return { progress: progress!, nowMs: (steps.length - 1) * stepMs }
}

test('a first call says nothing of a rate yet', () => {
  const { progress, nowMs } = run([10])
  expect(perSecond(progress, nowMs)).toBe(undefined)
  expect(leftMs(progress, nowMs)).toBe(undefined)
  expect(fraction(progress)).toBe(0.01)
})

test('an even pace is told as it is, with the time that is left', () => {
  const { progress, nowMs } = run([0, 50, 50, 50, 50])
  expect(perSecond(progress, nowMs)).toBe(50)
  expect(leftMs(progress, nowMs)).toBe(16_000)
})

test('what was slow at first is forgotten after some seconds', () => {
  const { progress, nowMs } = run([...Array<number>(20).fill(1), ...Array<number>(20).fill(20)])
  expect(perSecond(progress, nowMs)).toBeCloseTo(20, 0)
})

test('a pause lowers the rate while it lasts', () => {
  const { progress, nowMs } = run([0, 100, 100])
  expect(perSecond(progress, nowMs + 2_000)).toBe(50)
})

test('however often it is called, few marks are kept', () => {
  const { progress } = run(Array<number>(50_000).fill(1), { stepMs: 1, total: 100_000 })
  expect(progress.marks.length).toBeLessThan(60)
})

test('once complete, the rate is that of the whole and the time stands still', () => {
  const { progress, nowMs } = run([0, 250, 250, 250, 250])
  expect(progress.endedMs).toBe(nowMs)
  expect(perSecond(progress, nowMs + 60_000)).toBe(250)
  expect(leftMs(progress, nowMs)).toBe(undefined)
  expect(advance(progress, 'passages', 1_000, 1_000, nowMs + 5_000).endedMs).toBe(nowMs)
})

test('what goes back begins anew', () => {
  const { progress } = run([0, 500])
  expect(advance(progress, 'passages', 3, 1_000, 9_000)).toMatchObject({ done: 3, sinceMs: 9_000 })
})

test('nothing to do is all done', () => {
  const progress = advance(undefined, 'passages', 0, 0, 5)
  expect(fraction(progress)).toBe(1)
  expect(progress.endedMs).toBe(5)
})
