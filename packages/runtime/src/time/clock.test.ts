import { expect, test, vi } from 'vitest'
import { systemClock } from './clock.ts'

test('a timer fires once, not before its time, and not at all when it is taken back', async () => {
  const fired: number[] = []
  const startMs = systemClock.nowMs()
  systemClock.after(20, () => fired.push(systemClock.nowMs() - startMs))
  const back = systemClock.after(1, () => fired.push(-1))
  back()
  await vi.waitUntil(() => fired.length > 0)
  expect(fired).toHaveLength(1)
  expect(fired[0]).toBeGreaterThanOrEqual(19) // Node's timers cut to whole milliseconds
})

test('a moment is the same for people, to the millisecond, also after the wall clock was set', async () => {
  const { nowMs, wallMs, wallAt } = systemClock
  const differMs = () => Math.abs(wallAt(nowMs()) - wallMs())
  expect(differMs()).toBeLessThanOrEqual(2)
  expect(Number.isInteger(wallAt(nowMs()))).toBe(true)
  const earlier = nowMs() - 1_000
  expect(Math.abs(wallAt(nowMs()) - wallAt(earlier) - 1_000)).toBeLessThanOrEqual(2)
  const begunMs = nowMs()
  vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2030, 0, 1) })
  try {
    await vi.waitUntil(() => differMs() < 1_000_000)
    // that Date stands from now on, and time goes on from where it was seen
    expect(differMs()).toBeLessThanOrEqual(nowMs() - begunMs + 1) // and a fraction that was cut off
  } finally {
    vi.useRealTimers()
  }
})

test('a time longer than a timer of the platform can hold is waited for all the same', () => {
  vi.useFakeTimers()
  try {
    const fired = vi.fn()
    const unwanted = vi.fn()
    const days = 86_400_000
    systemClock.after(30 * days, fired)
    const back = systemClock.after(30 * days, unwanted)
    vi.advanceTimersByTime(29 * days)
    expect(fired).not.toHaveBeenCalled()
    back()
    vi.advanceTimersByTime(days + 1)
    expect(fired).toHaveBeenCalledOnce()
    expect(unwanted).not.toHaveBeenCalled()
  } finally {
    vi.useRealTimers()
  }
})
