import { expect, it } from 'vitest'
import { Example, PATIENCE_MS } from '../testing/example.ts'
import { KINDS } from './hub.ts'
import { READINGS } from './source.ts'

/** What the hub sends, hour by hour. */
const reports = (from: number, to: number, kinds: readonly (typeof KINDS)[number][] = KINDS) =>
  Array.from({ length: to - from + 1 }, (_, i) => kinds.map((kind) => READINGS[kind](from + i)).join(', '))

it(
  'a group goes out whole, to whoever subscribes at the time, and a slow subscriber holds up nobody',
  async () => {
    await using relay = await Example.run(new URL('./main.ts', import.meta.url))
    expect(await relay.exit(), `${relay}`).toBe(0)
    const heard = (who: string) => relay.stdout.filter((line) => line.startsWith(`  ${who}`)).map((line) => line.slice(11))
    const hours = reports(1, 12)
    expect(new Set(hours).size).toBe(hours.length)

    expect(relay.stdout[0]).toMatch(/has heard 0 reports$/)
    expect(heard('miller')).toEqual(reports(1, 5, ['wind']))
    expect(heard('sailor')).toEqual(reports(3, 12))

    const [, sailor, painter] = /the sailor has heard (\d+) reports by now, the painter (\d+)/.exec(relay.stdout.join('\n')) ?? []
    expect(Number(sailor)).toBe(9)
    expect(Number(painter)).toBeLessThan(6)
    const glances = heard('painter').length
    expect(glances).toBeGreaterThanOrEqual(2)
    expect(glances).toBeLessThan(7)
  },
  PATIENCE_MS,
)
