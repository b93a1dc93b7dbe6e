import { type Profile, VERSION } from '@parley/protocol'
import { describe, expect, test, vi } from 'vitest'
import { ManualClock } from '../testing/manual-clock.ts'
import { stream } from './declare.ts'
import { Directory } from './directory.ts'
import { hashOf } from './known.ts'
import { OwnStreams } from './own-streams.ts'
import { streamProfiles } from './profile.ts'

const streams = { frames: stream.image({ group: 'eyes' }), depth: stream.tensor({ group: 'eyes' }), words: stream.text({ delivery: 'dm' }) }
const profile = (agent: string): Profile => ({
  ...{ v: VERSION, agent, instance: 'i', version: '0.0.0', concurrency: 1, actions: {}, features: [] },
  streams: streamProfiles({ streams, actions: {} }),
})

/** What alice knows, who has the streams herself or asks the camera, who has the same. */
function setUp({ own = {} }: { own?: typeof streams | Record<never, never> } = {}) {
  const describes = vi.fn(async (agent: string) => profile(agent))
  const directory = new Directory({
    ...{
      self: 'alice',
      own: new OwnStreams('alice', { streams: own, actions: {} }, 'a', () => {}, new ManualClock()),
      describe: describes,
    },
    onChange: () => () => {},
  })
  const resolve = async (text: string, asker = 'camera') => (await directory.resolve(text, 'streams[0]', asker)).map(hashOf)
  return { describes, resolve }
}

describe('I-15 every form of a reference', () => {
  test.each([
    ['camera:frames', ['camera:frames']],
    ['camera::ps:eyes', ['camera:frames', 'camera:depth']],
    ['frames', ['camera:frames']],
    ['eyes', ['camera:frames', 'camera:depth']],
    ['words', ['camera:words']],
    ['camera::dm:words', ['camera:words']],
  ])('%s leads to the same streams of another, in order', async (text, hashes) => {
    expect(await setUp().resolve(text)).toEqual(hashes)
  })

  test.each([
    ['alice:frames', ['alice:frames']],
    ['alice::ps:eyes', ['alice:frames', 'alice:depth']],
    ['frames', ['alice:frames']],
    ['eyes', ['alice:frames', 'alice:depth']],
  ])('%s leads to the same streams of one’s own, and nobody is asked', async (text, hashes) => {
    const { resolve, describes } = setUp({ own: streams })
    expect(await resolve(text)).toEqual(hashes)
    expect(describes).not.toHaveBeenCalled()
  })
})
