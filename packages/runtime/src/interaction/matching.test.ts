import type { Properties, SlotProfile, SlotsProfile } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { type Candidate, type Hint, incompatibility, matchStreams } from './matching.ts'

const TEXT: Properties = { type: 'text' }
const IMAGE: Properties = { type: 'image' }
const JSON_: Properties = { type: 'json' }
const ANY: Properties = { type: 'any' }

const stream = (hash: string, properties: Properties): Candidate => ({ hash, misfit: (slot) => incompatibility(properties, slot) })
const given = (streams: Partial<Record<Hint, Candidate[]>>) => ({ stdin: [], stdtar: [], stdext: [], stdunk: [], ...streams })
const required = (name: string, properties: Properties): SlotProfile => ({ name, required: true, ...properties })
const optional = (name: string, properties: Properties): SlotProfile => ({ name, required: false, ...properties })
const slots = (parts: Partial<SlotsProfile>): SlotsProfile => ({ stdin: [], stdtar: [], stdout: [], ...parts })
const hashes = (filled: ReadonlyMap<string, Candidate | null>) => [...filled].map(([slot, of]) => [slot, of?.hash ?? null])

const words = stream('ann:words', TEXT)
const lines = stream('bob:lines', TEXT)
const frames = stream('camera:frames', IMAGE)

describe('matchStreams', () => {
  test('I-16 a stdin hint that fits no input slot ends in stdext, without an error', () => {
    const { valid, stdin, stdext } = matchStreams(given({ stdin: [frames] }), slots({ stdin: [optional('text', TEXT)] }))
    expect(valid).toBe(true)
    expect(hashes(stdin)).toEqual([['text', null]])
    expect(stdext).toEqual([frames])
  })

  test('I-16 a stdtar hint that fits no target slot ends in stdext, and fills no input slot either', () => {
    const parts = slots({ stdin: [optional('text', TEXT)], stdtar: [optional('image', IMAGE)] })
    const { valid, stdin, stdtar, stdext } = matchStreams(given({ stdtar: [words] }), parts)
    expect([valid, hashes(stdin), hashes(stdtar), stdext]).toEqual([true, [], [['image', null]], [words]])
  })

  test('I-72 input slots are filled in slot order', () => {
    const parts = slots({ stdin: [required('first', TEXT), required('second', TEXT)] })
    expect(hashes(matchStreams(given({ stdunk: [lines, words] }), parts).stdin)).toEqual([
      ['first', 'bob:lines'],
      ['second', 'ann:words'],
    ])
  })

  test('I-72 a hint goes before what has none, whatever comes first in the request', () => {
    const { stdin, stdext } = matchStreams(given({ stdunk: [words], stdin: [lines] }), slots({ stdin: [required('text', TEXT)] }))
    expect(hashes(stdin)).toEqual([['text', 'bob:lines']])
    expect(stdext).toEqual([words])
  })

  test('I-72 the first compatible stream wins, and one that does not fit is passed over', () => {
    const { stdin, stdext } = matchStreams(given({ stdin: [frames, words, lines] }), slots({ stdin: [required('text', TEXT)] }))
    expect(hashes(stdin)).toEqual([['text', 'ann:words']])
    expect(stdext).toEqual([frames, lines])
  })

  test('I-72 greedy: an early slot that takes anything leaves nothing for a picky one behind it', () => {
    const parts = slots({ stdin: [required('anything', ANY), required('image', IMAGE)] })
    expect(matchStreams(given({ stdunk: [frames, words] }), parts).valid).toBe(false)
    expect(hashes(matchStreams(given({ stdunk: [words, frames] }), parts).stdin)).toEqual([
      ['anything', 'ann:words'],
      ['image', 'camera:frames'],
    ])
  })

  test('I-72 a stream is used once, however often and under whatever hints it is named', () => {
    const parts = slots({ stdin: [required('first', TEXT), optional('second', TEXT)], stdtar: [optional('target', TEXT)] })
    const streams = given({ stdin: [words, words], stdunk: [words], stdtar: [stream('ann:words', TEXT)], stdext: [words] })
    const { stdin, stdtar, stdext } = matchStreams(streams, parts)
    expect(hashes(stdin)).toEqual([
      ['first', 'ann:words'],
      ['second', null],
    ])
    expect(hashes(stdtar)).toEqual([['target', null]])
    expect(stdext).toEqual([])
  })

  test('I-73 target slots are filled from stdtar, then from what is left of stdunk', () => {
    const parts = slots({ stdin: [required('text', TEXT)], stdtar: [optional('label', TEXT), optional('picture', IMAGE)] })
    const { stdin, stdtar, stdext } = matchStreams(given({ stdunk: [words, frames], stdtar: [lines] }), parts)
    expect(hashes(stdin)).toEqual([['text', 'ann:words']])
    expect(hashes(stdtar)).toEqual([
      ['label', 'bob:lines'],
      ['picture', 'camera:frames'],
    ])
    expect(stdext).toEqual([])
  })

  test('I-73 a stdin hint never fills a target slot', () => {
    const parts = slots({ stdin: [required('text', TEXT)], stdtar: [optional('label', TEXT)] })
    const { stdtar, stdext } = matchStreams(given({ stdin: [words, lines] }), parts)
    expect(hashes(stdtar)).toEqual([['label', null]])
    expect(stdext).toEqual([lines])
  })

  test('I-73 what remains and all that is meant for stdext goes there, even if it would fit', () => {
    const other = stream('dan:other', TEXT)
    const parts = slots({ stdin: [optional('text', TEXT), optional('more', TEXT)] })
    const { stdin, stdext } = matchStreams(given({ stdin: [words], stdunk: [frames], stdtar: [other], stdext: [lines] }), parts)
    expect(hashes(stdin)).toEqual([
      ['text', 'ann:words'],
      ['more', null],
    ])
    expect(stdext).toEqual([other, frames, lines])
  })

  test('I-74 an input slot without a stream has its default', () => {
    const parts = slots({ stdin: [required('text', TEXT), optional('image', IMAGE)] })
    const { valid, stdin, reason } = matchStreams(given({ stdin: [words] }), parts)
    expect([valid, hashes(stdin), reason]).toEqual([
      true,
      [
        ['text', 'ann:words'],
        ['image', null],
      ],
      null,
    ])
  })

  test('I-74 a required input slot without a stream fails the whole match, with empty results', () => {
    const parts = slots({ stdin: [required('left', IMAGE), required('right', IMAGE)], stdtar: [optional('label', TEXT)] })
    const { reason, ...result } = matchStreams(given({ stdunk: [frames, lines], stdext: [words] }), parts)
    expect(result).toEqual({ valid: false, stdin: new Map(), stdtar: new Map(), stdext: [], usesProcessor: true })
    expect(reason).toBe(`no stream fits the input slot right (image), which has no default
  camera:frames: fills the slot left
  bob:lines: got text, expected image`)
  })

  test('I-74 every slot that is missing a stream is named, at once', () => {
    const parts = slots({ stdin: [required('image', IMAGE), required('map', { type: 'tensor', dtype: 'uint8', shape: [3, null] })] })
    const depth = stream('lidar:depth', { type: 'tensor', dtype: 'float32' })
    expect(
      matchStreams(given({ stdin: [depth, depth] }), parts).reason,
    ).toBe(`no stream fits the input slot image (image), which has no default
  lidar:depth: got tensor, expected image
no stream fits the input slot map (tensor uint8 [3 × *]), which has no default
  lidar:depth: dtype: got float32, expected uint8`)
  })

  test('I-75 the processor is used only if stdin or stdunk has a stream; else its inputs are not checked', () => {
    const parts = slots({ stdin: [required('text', TEXT)], stdtar: [optional('label', TEXT)] })
    const left = matchStreams(given({ stdext: [words], stdtar: [lines] }), parts)
    expect([left.valid, left.usesProcessor, left.stdin.size, left.stdext]).toEqual([true, false, 0, [words]])
    expect(hashes(left.stdtar)).toEqual([['label', 'bob:lines']])
    expect(matchStreams(given({ stdin: [words] }), parts).usesProcessor).toBe(true)
    expect(matchStreams(given({ stdunk: [words] }), parts).usesProcessor).toBe(true)
  })

  test('I-76 a target slot that is left empty is no error', () => {
    const parts = slots({ stdin: [required('text', TEXT)], stdtar: [required('label', TEXT)] })
    const { valid, stdtar, reason } = matchStreams(given({ stdin: [words] }), parts)
    expect([valid, hashes(stdtar), reason]).toEqual([true, [['label', null]], null])
  })

  test('I-77 the result is one named record, and what was given is not touched', () => {
    const parts = slots({ stdin: [required('text', TEXT)] })
    const streams = given({ stdin: [words], stdtar: [frames], stdunk: [lines] })
    for (const list of Object.values(streams)) Object.freeze(list)
    const result = matchStreams(Object.freeze(streams), parts)
    expect(Object.keys(result)).toEqual(['valid', 'stdin', 'stdtar', 'stdext', 'usesProcessor', 'reason'])
    expect(streams).toEqual(given({ stdin: [words], stdtar: [frames], stdunk: [lines] }))
  })
})

describe('incompatibility', () => {
  const tensor = (of: Partial<Properties> = {}): Properties => ({ type: 'tensor', ...of })

  test.each<[string, Properties, Properties]>([
    ['equal types', IMAGE, IMAGE],
    ['anything in any', tensor({ dtype: 'bool', shape: [2] }), ANY],
    ['any in any', ANY, ANY],
    ['text in json', TEXT, JSON_],
    ['a dtype that one side leaves open', tensor(), tensor({ dtype: 'int8' })],
    ['a dtype that the other side leaves open', tensor({ dtype: 'int8' }), tensor()],
    ['a dimension of any length, on either side', tensor({ shape: [null, 3] }), tensor({ shape: [2, null] })],
    ['a shape on one side only', tensor({ shape: [7] }), tensor()],
    ['numbers without a dimension', tensor({ shape: [] }), tensor({ shape: [] })],
    ['equal labels', tensor({ labels: ['x', 'y'] }), tensor({ labels: ['x', 'y'] })],
    ['labels on one side only', tensor({ labels: ['x'] }), tensor()],
  ])('I-72 fits: %s', (_, properties, slot) => {
    expect(incompatibility(properties, slot)).toBeNull()
  })

  test.each<[string, Properties, Properties]>([
    ['got text, expected image', TEXT, IMAGE],
    ['got json, expected text', JSON_, TEXT],
    ['got any, expected text', ANY, TEXT],
    ['got any, expected json', ANY, JSON_],
    ['dtype: got float64, expected float32', tensor({ dtype: 'float64' }), tensor({ dtype: 'float32' })],
    ['shape: got [3], expected [3 × 1]', tensor({ shape: [3] }), tensor({ shape: [3, 1] })],
    ['shape: got [* × 4], expected [* × 3]', tensor({ shape: [null, 4] }), tensor({ shape: [null, 3] })],
    ['shape: got [0], expected [1]', tensor({ shape: [0] }), tensor({ shape: [1] })],
    ['labels: got x, y, expected y, x', tensor({ labels: ['x', 'y'] }), tensor({ labels: ['y', 'x'] })],
  ])('I-72 does not fit: %s', (reason, properties, slot) => {
    expect(incompatibility(properties, slot)).toBe(reason)
  })
})
