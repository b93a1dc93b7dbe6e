import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { idIn, idsOf, idsUnder, instanceName, isShortId, lengthenId, rangeIn, rangeOf, shortenId } from './ids.ts'
import { isId } from './names.ts'
import { RUNS } from './testing/runs.ts'

const NOW = Date.UTC(2026, 0, 1)
const random = (byte: number) => new Uint8Array(16).fill(byte)

describe('the name of an instance', () => {
  test('is 25 characters that may stand in a subject', () => {
    for (const now of [0, 1, NOW, 2 ** 48 - 1])
      for (const byte of [0, 255]) {
        expect(instanceName(now, random(byte))).toMatch(/^[0-9a-z]{25}$/)
        expect(isId(instanceName(now, random(byte)))).toBe(true)
      }
  })

  test('depends on nothing but the time and the random bytes, and leaves those alone', () => {
    const bytes = random(7)
    expect(instanceName(NOW, bytes)).toBe(instanceName(NOW, random(7)))
    expect(bytes).toEqual(random(7))
    expect(instanceName(NOW, random(7))).toBe('03fbjv6fk6a9ziv9j6uvbqih3')
  })

  test('sorts by time, whatever the random bytes', () => {
    const times = [0, 1, 255, 256, NOW, NOW + 1, NOW + 86_400_000, 2 ** 48 - 1]
    const names = times.map((now, i) => instanceName(now, random(i % 2 ? 0 : 255)))
    expect([...names].sort()).toEqual(names)
  })

  test('differs within one millisecond', () => {
    const names = Array.from({ length: 1_000 }, (_, i) => {
      const bytes = random(0)
      new DataView(bytes.buffer).setUint16(14, i)
      return instanceName(NOW, bytes)
    })
    expect(new Set(names).size).toBe(1_000)
  })

  test('asks for 16 random bytes', () => {
    expect(() => instanceName(NOW, new Uint8Array(15))).toThrow(/16/)
  })
})

describe('the ids of one instance', () => {
  const instance = instanceName(NOW, random(1))

  test('are unique, short, and legal', () => {
    const next = idsOf(instance)
    const ids = Array.from({ length: 10_000 }, next)
    expect(new Set(ids).size).toBe(10_000)
    expect(ids.every(isId)).toBe(true)
    expect(ids.slice(0, 2)).toEqual([`${instance}-0`, `${instance}-1`])
    expect(ids.at(-1)).toBe(`${instance}-${(9_999).toString(36)}`)
  })

  test('never meet those of another instance', () => {
    const other = idsOf(instanceName(NOW, random(2)))
    expect(other()).not.toBe(idsOf(instance)())
  })
})

test('a range stands for the ids between its ends, and nothing else does', () => {
  const next = idsOf('me')
  const ids = Array.from({ length: 40 }, next)
  expect([rangeOf(3, 39), rangeIn('-3-13')]).toEqual(['-3-13', [3, 39]])
  expect(idsUnder('-3-13', 'me')).toEqual(['-3-13', ...ids.slice(3)])
  expect(rangeIn(rangeOf(7, 7))).toEqual([7, 7])
  for (const none of ['me-1', 'me', 'me-1-2', '-2-1', '-0-zzzz', '-1-2-3', '-1-', '--1', '-01-2', '-1-A', '-1', '_']) {
    expect([none, rangeIn(none)]).toEqual([none, null])
    expect(idsUnder(none, 'me')).toEqual([none])
  }
})

test.each([
  ['me-0', 0],
  ['me-a', 10],
  ['me-zzzzzzzzzz', 36 ** 10 - 1],
  ['me', 'me'],
  ['me-', 'me-'],
  ['me-00', 'me-00'],
  ['me-A', 'me-A'],
  ['me-1-2', 'me-1-2'],
  ['me-10000000000', 'me-10000000000'],
  ['me.1', 'me.1'],
  ['other-1', 'other-1'],
])('%s beside the instance `me` is %s for short, and the same again', (id, short) => {
  expect(shortenId(id, 'me')).toBe(short)
  expect(lengthenId(short, 'me')).toBe(id)
})

test('the ids that an instance makes are short by their count', () => {
  const next = idsOf('me')
  for (let count = 0; count < 2_000; count++) expect(shortenId(next(), 'me')).toBe(count)
})

test('an id has one short form, whatever stands there', () => {
  const tokens = fc.oneof(
    fc.stringMatching(/^me-[0-9a-zA-Z-]{1,12}$/),
    fc.stringMatching(/^[0-9a-zA-Z-]{1,64}$/),
    fc.nat(),
    fc.maxSafeNat(),
  )
  fc.assert(
    fc.property(tokens, (value) => {
      const short = idIn(value, 'me')
      if (short === null) {
        expect(value).toBeGreaterThanOrEqual(36 ** 10)
        return
      }
      const id = lengthenId(short, 'me')
      expect(isId(id)).toBe(true)
      expect(idIn(id, 'me')).toBe(short)
      if (typeof value === 'string') expect(id).toBe(value)
    }),
    { numRuns: RUNS },
  )
})

test.each(['', '_', 'a_b', '_-1', 'a b', 'a\n', '*', 'a'.repeat(65), -1, 1.5, 36 ** 10, Number.NaN, Infinity, null, [1]])(
  '%j is no short id',
  (value) => {
    expect(isShortId(value)).toBe(false)
    expect(idIn(value, 'me')).toBe(null)
  },
)

test('an id that would be too long when it is whole is none', () => {
  const long = 'i'.repeat(61)
  expect(idIn(35 * 37, long)).toBe(35 * 37)
  expect(idIn(36 * 36, long)).toBe(null)
  expect(idIn('a'.repeat(64), 'me')).toBe('a'.repeat(64))
})
