import fc from 'fast-check'
import { expect, test } from 'vitest'
import { buildUuid } from './names.ts'
import { originIn, originOf, uuidOf } from './origin.ts'
import { RUNS } from './testing/runs.ts'

test.each([
  ['me-1', { requester: 'alice', instance: 'me', short: 1 }],
  ['me-1-2', { requester: 'alice', instance: 'me-1', short: 2 }],
  ['-7', { requester: 'alice', instance: '', short: 7 }],
  ['7', { requester: 'alice', instance: '', short: '7' }],
  ['me-01', { requester: 'alice', instance: '', short: 'me-01' }],
  ['order', { requester: 'alice', instance: '', short: 'order' }],
])('%s comes from %o', (id, origin) => {
  expect(originOf(id, 'alice')).toEqual(origin)
  expect(originIn(`${id}_alice`)).toEqual(origin)
})

test('one uuid, one origin, and the same uuid again', () => {
  const id = fc.oneof(fc.stringMatching(/^[a-c]{1,2}-[0-9a-z]{1,3}$/), fc.stringMatching(/^[A-Za-z0-9-]{1,64}$/))
  const requester = fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,9}$/)
  fc.assert(
    fc.property(id, requester, (of, by) => {
      const uuid = buildUuid(of, by)
      expect(uuidOf(originOf(of, by))).toBe(uuid)
      expect(originIn(uuid)).toEqual(originOf(of, by))
    }),
    { numRuns: RUNS },
  )
})

test('is the same whoever is taken for the maker of the id', () => {
  const token = fc.stringMatching(/^[ab]{1,2}(-[0-9a]{1,2}){0,2}$/)
  fc.assert(
    fc.property(token, token, (id, maker) => {
      expect(originOf(id, 'alice', maker)).toEqual(originOf(id, 'alice'))
    }),
    { numRuns: RUNS },
  )
})
