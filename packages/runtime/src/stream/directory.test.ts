import { ParleyError, type Profile, type StreamProfile } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { ManualClock } from '../testing/manual-clock.ts'
import { stream } from './declare.ts'
import { Directory } from './directory.ts'
import { hashOf } from './known.ts'
import { OwnStreams } from './own-streams.ts'

const streamOf = (name: string, own: Partial<StreamProfile> = {}): StreamProfile => ({
  ...{ name, group: name, delivery: 'ps', visibility: 'world', type: 'text' },
  ...own,
})
const EYE = [
  streamOf('frames'),
  streamOf('image', { group: 'both' }),
  streamOf('depth', { group: 'both' }),
  streamOf('pose', { group: 'both', delivery: 'dm' }),
]

/** A directory of `bob`, and what it asked of whom. */
function setUp(streams: Record<string, StreamProfile[]> = { eye: EYE }) {
  const asked: string[] = []
  const changes = new Map<string, () => void>()
  const own = new OwnStreams('bob', { streams: { notes: stream.text() }, actions: {} }, 'b', () => {}, new ManualClock())
  const directory = new Directory({
    ...{ self: 'bob', own },
    async describe(agent) {
      asked.push(agent)
      if (!streams[agent]) throw new ParleyError('NO_RESPONDERS', `no agent ${agent} is running`)
      return { agent, streams: streams[agent] } as Profile
    },
    onChange(agent, changed) {
      changes.set(agent, changed)
      return () => void changes.delete(agent)
    },
  })
  const resolve = async (text: string, asker = 'alice') => (await directory.resolve(text, 'streams.stdin[0]', asker)).map(hashOf)
  return { directory, asked, changes, streams, resolve }
}

describe('I-70, I-71 a reference', () => {
  test.each([
    ['eye:frames', ['eye:frames']],
    ['eye::ps:both', ['eye:image', 'eye:depth']],
    ['eye::dm:both', ['eye:pose']],
    ['bob:notes', ['bob:notes']],
  ])('%s means %j, every member in the order of declaration', async (text, hashes) => {
    expect(await setUp().resolve(text)).toEqual(hashes)
  })

  test('that is a bare word is looked for here first, then at the one who asks: a name before a group', async () => {
    const streams = {
      alice: [streamOf('notes'), streamOf('both'), streamOf('left', { group: 'both' }), streamOf('right', { group: 'pair' })],
    }
    const { resolve, asked } = setUp(streams)
    expect(await resolve('notes')).toEqual(['bob:notes'])
    expect(asked).toEqual([])
    expect(await resolve('both')).toEqual(['alice:both'])
    expect(await resolve('pair')).toEqual(['alice:right'])
  })

  test.each(['eye:nothing', 'eye::ps:frame', 'eye::dm:frames', 'bob:frames', 'bob::ps:nothing'])(
    '%s that means nothing is refused with its field and owner',
    async (text) => {
      await expect(setUp().resolve(text)).rejects.toMatchObject({
        code: 'UNKNOWN_STREAM',
        message: expect.stringMatching(new RegExp(`^streams.stdin\\[0\\]: ${text.split(':')[0]} has no stream or group ${text}`)),
      })
    },
  )

  test('to an agent that is not there says so, and for which stream it was asked', async () => {
    await expect(setUp().resolve('ear:sound')).rejects.toMatchObject({
      code: 'NO_RESPONDERS',
      retryable: true,
      message: 'streams.stdin[0]: ear:sound: no agent ear is running',
    })
  })
})

describe('a profile', () => {
  test('is asked for once, also by many at once, and kept until its agent’s presence changes', async () => {
    const { resolve, asked, changes, streams } = setUp()
    await Promise.all(['eye:frames', 'eye:image', 'eye::ps:both'].map((text) => resolve(text)))
    expect(asked).toEqual(['eye'])
    streams.eye = [streamOf('other')]
    expect(await resolve('eye:frames')).toEqual(['eye:frames'])
    changes.get('eye')!()
    expect(await resolve('eye:other')).toEqual(['eye:other'])
    expect(asked).toEqual(['eye', 'eye'])
  })

  test('that could not be had is asked for again', async () => {
    const { resolve, streams, asked, changes } = setUp()
    await expect(resolve('ear:sound')).rejects.toThrow()
    expect(changes.has('ear')).toBe(false)
    streams.ear = [streamOf('sound')]
    expect(await resolve('ear:sound')).toEqual(['ear:sound'])
    expect(asked).toEqual(['ear', 'ear'])
  })

  test('of an agent of long ago is let go when too many are known, and nothing is followed after the end', async () => {
    const many = Object.fromEntries(Array.from({ length: 1_001 }, (_, i) => [`a${i}`, [streamOf('s')]]))
    const { directory, resolve, changes, asked } = setUp(many)
    for (const agent of Object.keys(many)) await resolve(`${agent}:s`)
    expect([changes.size, changes.has('a0'), changes.has('a1')]).toEqual([1_000, false, true])
    await resolve('a0:s')
    expect(asked.at(-1)).toBe('a0')
    directory.close()
    expect(changes.size).toBe(0)
  })
})
