import { ANY, subjectsOf } from '@parley/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Lines } from './lines.ts'

const self = { world: 'w', name: 'bob', instance: 'i1' }
const subjects = subjectsOf('w')

const name = fc.constantFrom('alice', 'carol', 'a_b')
const instance = fc.constantFrom('x1', 'y2', ANY)
const id = fc.constantFrom('a-1', 'a-2', ANY)
const call = fc.oneof(
  fc.tuple(name).map(([target]) => [(lines: Lines) => lines.request(target), subjects.interaction(target, 'bob')] as const),
  fc.tuple(id, name).map(([of, target]) => [(lines: Lines) => lines.reply(of, target), subjects.status('bob', 'i1', of, target)] as const),
  fc
    .tuple(name, instance, id)
    .map(([to, at, of]) => [(lines: Lines) => lines.status(to, at, of), subjects.status(to, at, of, 'bob')] as const),
  fc.tuple(name, instance).map(([to, at]) => [(lines: Lines) => lines.statuses(to, at), subjects.status(to, at, ANY, 'bob')] as const),
  fc
    .tuple(fc.constantFrom('out', 'o_ut'), fc.constantFrom('alice', ANY), instance, id)
    .map(
      ([stream, to, at, of]) => [(lines: Lines) => lines.samples(stream, to, at, of), subjects.stream('bob', stream, to, at, of)] as const,
    ),
)

test('a subject is the one of its names, whatever was said before it', () => {
  fc.assert(
    fc.property(fc.array(call, { maxLength: 40, size: 'max' }), (calls) => {
      const lines = new Lines(self)
      for (const [build, subject] of calls) expect(build(lines)).toBe(subject)
    }),
  )
})

test('an id that is none is refused, also on a subject that is known', () => {
  const lines = new Lines(self)
  lines.status('alice', 'x1', 'a-1')
  expect(() => lines.status('alice', 'x1', 'a.b')).toThrow(/^id: got "a.b"/)
  expect(() => lines.request('no name')).toThrow(/^target/)
})
