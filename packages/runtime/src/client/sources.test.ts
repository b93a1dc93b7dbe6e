import { ANY, subjectsOf } from '@parley/protocol'
import { expect, test } from 'vitest'
import { Sources } from './sources.ts'

const subjects = subjectsOf('w')
const ofAlice = subjects.status('alice', 'x1', ANY, 'bob')
const ofCarol = subjects.status('carol', 'y2', 'c-1', 'bob')

test('each source is what its subject says, whatever came before it', () => {
  const sources = new Sources()
  for (const _ of [1, 2]) {
    expect(sources.of(ofAlice)).toMatchObject({ address: { requester: 'alice', requesterInstance: 'x1', id: ANY, target: 'bob' } })
    expect(sources.of(ofAlice)!.uuids.of(36)).toBe('x1-10_alice')
    expect(sources.of(ofCarol)).toMatchObject({ address: { requester: 'carol', requesterInstance: 'y2', id: 'c-1', target: 'bob' } })
    expect(sources.of(ofCarol)!.uuids.of(36)).toBe('y2-10_carol')
  }
})

test('a source that comes again is the same', () => {
  const sources = new Sources()
  expect(sources.of(ofAlice)).toBe(sources.of(ofAlice))
})

test.each(['', 'parley.w.status.alice', 'parley.w.status.alice.i.x._', subjects.interaction('bob', 'alice')])(
  '%j is no source, and what was known stays known',
  (subject) => {
    const sources = new Sources()
    const known = sources.of(ofAlice)
    expect(sources.of(subject)).toBeNull()
    expect(sources.of(ofAlice)).toBe(known)
  },
)
