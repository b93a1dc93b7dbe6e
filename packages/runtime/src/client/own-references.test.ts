import { describe, expect, test } from 'vitest'
import { contentOf } from '../interaction/content.ts'
import { stream } from '../stream/declare.ts'
import { OwnStreams } from '../stream/own-streams.ts'
import { ManualClock } from '../testing/manual-clock.ts'
import { withOwnStreams } from './own-references.ts'

const streams = { frames: stream.image({ group: 'eyes', delivery: 'dm' }), words: stream.text({ delivery: 'dm' }), log: stream.text() }
const own = new OwnStreams('alice', { streams, actions: {} }, 'a1', () => {}, new ManualClock())
const said = (fields: Parameters<typeof contentOf>[0]) => withOwnStreams(contentOf(fields), own, 'alice')
const listed = (stdunk: string[]) => ({ stdin: [], stdtar: [], stdext: [], stdunk })

describe('I-12 samples by stream', () => {
  test('become first samples of those streams: the streams are named, and no samples are left', () => {
    const { content, writes, first } = said({ samples: { words: 'one', frames: Uint8Array.of(1) } })
    expect(content).toEqual({ args: {}, numSteps: 1, streams: listed(['alice:words', 'alice:frames']) })
    expect([writes, first]).toEqual([true, { words: 'one', frames: Uint8Array.of(1) }])
  })

  test.each(['log', 'nothing'])('are refused for %s, which does not go to its targets', (name) => {
    expect(() => said({ samples: { [name]: 'x' } })).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_STREAM', message: expect.stringContaining(`samples.${name}`) }),
    )
  })

  test('in a list stay samples', () => {
    expect(said({ samples: ['one'] })).toEqual({ content: { args: {}, numSteps: 1, samples: ['one'] }, writes: false, first: null })
  })
})

test.each(['alice:frames', 'alice::dm:eyes', 'frames', 'eyes'])('I-15 %s is the same stream of one’s own', (reference) => {
  expect(said({ streams: { stdin: [reference] } })).toMatchObject({
    content: { streams: { ...listed([]), stdin: ['alice:frames'] } },
    writes: true,
  })
})

test('what is another’s, or a word that means nothing here, is left for the target to resolve', () => {
  expect(said({ streams: ['bob:frames', 'captions'] })).toMatchObject({
    content: { streams: listed(['bob:frames', 'captions']) },
    writes: false,
  })
  expect(said({ streams: ['alice:log'] }).writes).toBe(false)
  expect(() => said({ streams: ['alice:nothing'] })).toThrow(expect.objectContaining({ code: 'UNKNOWN_STREAM' }))
})

test('I-89 a volatile one is over with its delivery: it names no stream that would be written after that', () => {
  for (const fields of [{ streams: ['words'] }, { samples: { words: 'one' } }])
    expect(() => said({ ...fields, volatile: true })).toThrow(
      expect.objectContaining({ code: 'BAD_REQUEST', message: expect.stringContaining('volatile') }),
    )
  expect(said({ streams: ['log'], volatile: true }).writes).toBe(false)
  expect(said({ samples: ['one'], volatile: true }).content).toMatchObject({ samples: ['one'], volatile: true })
})
