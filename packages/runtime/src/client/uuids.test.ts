import { buildUuid, lengthenId } from '@parley/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Uuids } from './uuids.ts'

const INSTANCE = '03ha6yf62bhmfdc9l5369jj0o'

const count = fc.oneof(fc.nat(80), fc.integer({ min: 36 ** 3 - 40, max: 36 ** 3 + 40 }), fc.integer({ min: 0, max: 36 ** 10 - 1 }))
const short = fc.oneof(count, fc.constantFrom('of-another-1', `${INSTANCE}-0a`, `${INSTANCE}-`, '7'))

test('each is the uuid of its id, whichever came before it', () => {
  fc.assert(
    fc.property(fc.array(short, { maxLength: 40 }), (all) => {
      const uuids = new Uuids('alice_b', INSTANCE)
      for (const one of all) expect(uuids.of(one)).toBe(buildUuid(lengthenId(one, INSTANCE), 'alice_b'))
    }),
  )
})

test('of ids that count up, each last digit is the next one', () => {
  const uuids = new Uuids('alice', INSTANCE)
  const all = Array.from({ length: 36 ** 2 + 40 }, (_, i) => uuids.of(i))
  expect(all).toEqual(all.map((_, i) => `${INSTANCE}-${i.toString(36)}_alice`))
})
