import { expect, test } from 'vitest'
import { hintedStreams, noStreams } from './hints.ts'

test('I-13 a plain list has no preference', () => {
  expect(hintedStreams(['b:two', 'a:one'])).toEqual({ stdin: [], stdtar: [], stdext: [], stdunk: ['b:two', 'a:one'] })
})

test('I-13 a map keeps its order, and a missing key is an empty list', () => {
  const streams = { stdtar: ['c:labels'], stdin: ['b:two', 'a:one'] }
  expect(hintedStreams(streams)).toEqual({ stdin: ['b:two', 'a:one'], stdtar: ['c:labels'], stdext: [], stdunk: [] })
  expect(hintedStreams({ stdext: ['x'], stdunk: ['y'] })).toEqual({ stdin: [], stdtar: [], stdext: ['x'], stdunk: ['y'] })
})

test('I-13 what was given is not shared', () => {
  const given = ['a:one']
  const { stdunk } = hintedStreams(given)
  given.push('b:two')
  expect(stdunk).toEqual(['a:one'])
})

test.each([
  [{ stdout: ['a:one'] }, 'streams.stdout: got an unknown key, expected stdin, stdtar, stdext, stdunk'],
  [{ toString: ['a:one'] }, 'streams.toString: got an unknown key'],
  [{ stdin: 'a:one' }, 'streams.stdin: got a string, expected a list'],
  [{ stdin: [5] }, 'streams.stdin[0]: got a number'],
  [['a:one', null], 'streams[1]: got null'],
  ['a:one', 'streams: got a string, expected a list, or a map'],
  [5, 'streams: got a number'],
  [new Map(), 'streams: got a Map'],
])('I-14 %j is refused', (streams, message) => {
  expect(() => hintedStreams(streams)).toThrow(expect.objectContaining({ code: 'BAD_REQUEST', message: expect.stringContaining(message) }))
})

test.each(['camera:frames', 'camera::dm:eyes', 'camera::ps:eyes', 'frames'])('I-15 %s is a form of reference', (reference) => {
  expect(hintedStreams({ stdin: [reference] }).stdin).toEqual([reference])
})

test.each(['', 'a b', 'Camera:frames', 'camera::xx:eyes', 'a:b:c'])('I-14 %j names no stream', (reference) => {
  expect(() => hintedStreams({ stdtar: ['frames', reference] })).toThrow(
    expect.objectContaining({ code: 'BAD_NAME', field: 'streams.stdtar[1]' }),
  )
})

test('no streams are those without a reference', () => {
  expect([hintedStreams([]), hintedStreams({}), hintedStreams({ stdext: ['x'] })].map(noStreams)).toEqual([true, true, false])
})
