import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ManualClock } from '../testing/manual-clock.ts'
import { Deadlines, type Expiring } from './deadlines.ts'

const ITEMS = 5
const grainOf = (inMs: number) => (inMs >= 8_192 ? 256 : 4)

interface Item extends Expiring {
  /** What it should come to: the exact time, how late it may be, and what was left when it was held. */
  exactMs: number
  grain: number
  left: number
}

const at = fc.nat({ max: ITEMS - 1 })
/** Often of one moment, and sometimes of the one that is now. */
const inMs = fc.oneof(fc.constantFrom(0, 4, 8), fc.nat({ max: 24 }), fc.integer({ min: 8_000, max: 8_500 }))
const step = fc.oneof(
  fc.record({ do: fc.constant('set' as const), at, inMs }),
  fc.record({ do: fc.constantFrom('clear' as const, 'hold' as const, 'goOn' as const), at }),
  fc.record({ do: fc.constant('pass' as const), ms: fc.oneof(fc.constantFrom(4, 8), fc.nat({ max: 12 }), fc.constantFrom(4_000, 9_000)) }),
)

test('whatever is set, cleared, held and goes on: each expires once, never early, and not later than its grain; one timer at most', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
      const clock = new ManualClock()
      const items = Array.from(
        { length: ITEMS },
        (): Item => ({ ...{ dueMs: -1, heldMs: -1, due: null }, exactMs: -1, grain: 0, left: -1 }),
      )
      const deadlines = new Deadlines<Item>(clock, (item) => {
        expect(item.exactMs).toBeGreaterThanOrEqual(0)
        expect(clock.nowMs() - item.exactMs).toBeGreaterThanOrEqual(0)
        item.exactMs = -1
      })
      const expectIn = (item: Item, ms: number) => {
        Object.assign(item, { exactMs: clock.nowMs() + ms, grain: grainOf(ms), left: -1 })
      }
      const play: Record<'set' | 'clear' | 'hold' | 'goOn', (item: Item, ms: number) => void> = {
        set(item, ms) {
          if (item.left >= 0) return
          deadlines.set(item, ms)
          expectIn(item, ms)
        },
        clear(item) {
          if (item.left >= 0) return
          deadlines.clear(item)
          item.exactMs = -1
        },
        hold(item) {
          const left = deadlines.remainingMs(item)
          deadlines.hold(item)
          if (item.exactMs >= 0) Object.assign(item, { exactMs: -1, left })
        },
        goOn(item) {
          deadlines.goOn(item)
          if (item.left >= 0) expectIn(item, item.left)
        },
      }
      for (const one of steps) {
        if (one.do === 'pass') clock.advance(one.ms)
        else play[one.do](items[one.at]!, 'inMs' in one ? one.inMs : 0)
        for (const item of items) {
          const remaining = deadlines.remainingMs(item)
          if (item.left >= 0) expect(remaining).toBe(item.left)
          else if (item.exactMs < 0) expect(remaining).toBe(Number.POSITIVE_INFINITY)
          else {
            expect(clock.nowMs()).toBeLessThan(item.exactMs + item.grain)
            expect(remaining).toBeGreaterThanOrEqual(item.exactMs - clock.nowMs())
            expect(remaining).toBeLessThan(item.exactMs - clock.nowMs() + item.grain)
          }
        }
        expect(clock.timers).toBeLessThanOrEqual(1)
      }
      clock.advance(10_000)
      expect(items.every(({ exactMs }) => exactMs < 0)).toBe(true)
      expect(clock.timers).toBe(0)
    }),
    { numRuns: 300 },
  )
})
