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
