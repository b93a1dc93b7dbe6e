import { expect, test } from 'vitest'
import { describeDuration } from '../time/duration.ts'
import { parseDuration } from './duration.ts'

test('a time has a unit', () => {
  expect(['500ms', '30s', '5m', '1.5h', '1d', ' 2s '].map((text) => parseDuration(text, '--timeout'))).toEqual([
    ...[500, 30_000, 300_000, 5_400_000, 86_400_000, 2_000],
  ])
})

test('anything else is refused with what was expected', () => {
  for (const text of ['30', '', 's', '-1s', '0s', '1 week', '5min', '1e3s', '25d', 'Infinitys'])
    expect(() => parseDuration(text, '--timeout'), text).toThrow(/^--timeout: got ".*", expected a time above 0 and up to 24 days, such as/)
})

test('a length of time is told in at most two units', () => {
  const told = [0, 850, 12_900, 60_000, 200_000, 3_600_000, 7_500_000, 86_400_000, 100_000_000].map(describeDuration)
  expect(told).toEqual(['0 ms', '850 ms', '12 s', '1 min', '3 min 20 s', '1 h', '2 h 5 min', '1 d', '1 d 3 h'])
})
