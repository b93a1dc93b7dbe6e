import { ANY, ParleyError, parseSubject, subjectsOf } from '@parley/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Addresses } from './addresses.ts'

const subjects = subjectsOf('w')
const name = fc.constantFrom('alice', 'bob', 'a_b')
const instance = fc.constantFrom('x1', 'y2')
const id = fc.constantFrom('a-1', 'a-2', 'a', ANY)
const room = fc.oneof(
  fc.tuple(name, name).map(([to, by]) => ['interaction', subjects.interaction(to, by)] as const),
  fc.tuple(name, instance, id, name).map(([to, at, of, by]) => ['status', subjects.status(to, at, of, by)] as const),
  fc.tuple(name, name, instance, id).map(([by, to, at, of]) => ['stream', subjects.stream(by, 'out', to, at, of)] as const),
)

test('an address is what its subject says, whatever came before it', () => {
  fc.assert(
    fc.property(fc.array(room, { maxLength: 40, size: 'max' }), (all) => {
      const addresses = new Addresses(subjects)
      for (const [of, subject] of all) expect(addresses.of(subject, of)).toEqual(parseSubject(subject))
    }),
  )
})

test.each(['a.b', '', 'a b', '>', '*', 'a!', 'i'.repeat(65)])('after one that is known, the id %j is refused all the same', (bad) => {
  const addresses = new Addresses(subjects)
  const subject = subjects.status('alice', 'x1', 'a-1', 'bob')
  addresses.of(subject, 'status')
  expect(() => addresses.of(subject.replace('a-1', bad), 'status')).toThrow(ParleyError)
  expect(addresses.of(subject.replace('a-1', 'a-2'), 'status')).toMatchObject({ id: 'a-2', target: 'bob' })
})

test('a subject of another room is refused, also one that is known there', () => {
  const addresses = new Addresses(subjects)
  addresses.of(subjects.interaction('bob', 'alice'), 'interaction')
  expect(() => addresses.of(subjects.interaction('bob', 'alice'), 'status')).toThrow(/room status/)
})
