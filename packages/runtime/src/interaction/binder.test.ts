import { type InteractionMessage, ParleyError, type StreamProfile, type Wire } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { slot } from '../stream/declare.ts'
import { Directory } from '../stream/directory.ts'
import { Inlets } from '../stream/inlets.ts'
import { OwnStreams } from '../stream/own-streams.ts'
import { StreamProxy } from '../stream/proxy.ts'
import { ManualClock } from '../testing/manual-clock.ts'
import { aRequest } from '../testing/message.ts'
import { Binder } from './binder.ts'
import type { Bound } from './bound.ts'
import type { HintedStreams } from './hints.ts'

const streamOf = (name: string, own: Partial<StreamProfile> = {}): StreamProfile => ({
  ...{ name, group: name, delivery: 'ps', visibility: 'world', type: 'image' },
  ...own,
})
const PROFILES: Record<string, StreamProfile[]> = {
  eye: [streamOf('left', { group: 'both' }), streamOf('right', { group: 'both' }), streamOf('words', { type: 'text' })],
  alice: [streamOf('feed', { delivery: 'dm', type: 'text' }), streamOf('notes', { type: 'text' })],
}
const slots = { stdin: { image: slot.image() }, stdtar: { label: slot.text() }, stdout: {} }
const naming = (own: Partial<HintedStreams>): Partial<InteractionMessage> => ({
  streams: { ...{ stdin: [], stdtar: [], stdext: [], stdunk: [] }, ...own } as NonNullable<InteractionMessage['streams']>,
})

function setUp() {
  const log: string[] = []
  const gone = new Map<string, () => void>()
  const inlets = new Inlets({
    hear(owner, name) {
      log.push(`hear ${owner}:${name}`)
      return () => log.push(`stop ${owner}:${name}`)
    },
    credit: (_, name, upTo) => log.push(`credit ${name} ${upTo}`),
  })
  const own = new OwnStreams('bob', { actions: {} }, 'b', () => {}, new ManualClock())
  const directory = new Directory({
    ...{ self: 'bob', own, onChange: () => () => {} },
    async describe(agent) {
      if (!PROFILES[agent]) throw new ParleyError('NO_RESPONDERS', `no agent ${agent} is running`)
      return { agent, streams: PROFILES[agent] } as never
    },
  })
  const owners = {
    follow(owner: string, onGone: () => void) {
      gone.set(owner, onGone)
      return () => gone.delete(owner)
    },
  }
  const binder = new Binder({ self: 'bob', directory, inlets, owners })
  const bind = (request: Partial<InteractionMessage>, declared: Parameters<Binder['bind']>[1] = slots) =>
    binder.bind(aRequest(request), declared)
  const proxyOf = (bound: Bound) =>
    new StreamProxy({
      sources: () => [...bound.all()],
      own: () => [],
      attach: async () => {},
      write: () => undefined,
      change: () => bound.change(),
    })
  const hashes = (part: ReadonlyMap<string, { hash: string } | null>) =>
    [...part].map(([name, source]) => `${name} ${source?.hash ?? 'default'}`)
  return { binder, bind, log, gone, inlets, proxyOf, hashes }
}

describe('I-53 what a request names, once it is matched', () => {
  test('is there by its part: input slots, target slots, the rest; and values in the place of streams', async () => {
    const { bind, hashes, proxyOf } = setUp()
    const bound = await bind(naming({ stdin: ['eye:left'], stdtar: ['eye:words'], stdunk: ['eye:right'] }))
    expect([hashes(bound.stdin), hashes(bound.stdtar), bound.stdext.map(({ hash }) => hash)]).toEqual([
      ['image eye:left'],
      ['label eye:words'],
      ['eye:right'],
    ])
    expect(proxyOf(bound).names).toEqual(['eye:left', 'eye:words', 'eye:right'])
  })

  test('values are read by <data_sample_i>, in order, each once, and are there from the beginning', async () => {
    const { bind, proxyOf } = setUp()
    const bound = await bind({ samples: [Uint8Array.of(1), 'second'], numSteps: 1 })
    const proxy = proxyOf(bound)
    expect(proxy.names).toEqual(['<data_sample_0>', '<data_sample_1>'])
    expect([bound.fresh, await proxy.read('<data_sample_0>'), await proxy.read(1), proxy.take(1)]).toEqual([
      true,
      Uint8Array.of(1),
      'second',
      undefined,
    ])
  })

  test('an empty slot has its default', async () => {
    const { bind, hashes } = setUp()
    const sized = { stdin: { image: slot.image(), size: slot.json({ default: 1 }) }, stdtar: {}, stdout: {} }
    const bound = await bind(naming({ stdunk: ['eye:left'] }), sized)
    expect([hashes(bound.stdin), bound.fresh]).toEqual([['image eye:left', 'size default'], false])
  })
})

describe('all or nothing', () => {
  test.each<[string, Partial<InteractionMessage>, string, string]>([
    [
      'I-70 a stream that its owner has not',
      naming({ stdin: ['eye:left'], stdext: ['eye:up'] }),
      'UNKNOWN_STREAM',
      'streams.stdext[0]: eye has no stream or group eye:up',
    ],
    [
      'I-70 an agent that is not there',
      naming({ stdin: ['eye:left', 'ear:sound'] }),
      'NO_RESPONDERS',
      'streams.stdin[1]: ear:sound: no agent ear is running',
    ],
    [
      'I-76 a net hash that names nothing',
      naming({ stdin: ['eye:left'], stdunk: ['eye::dm:both'] }),
      'UNKNOWN_STREAM',
      'streams.stdunk[0]: eye has no stream or group eye::dm:both',
    ],
    ['I-63 a match that fails', naming({ stdin: ['eye:words'] }), 'NO_SLOT_MATCH', 'no stream fits the input slot image'],
    [
      'another one’s stream to its own recipients',
      { ...naming({ stdin: ['alice:feed'] }), requester: 'carol' },
      'UNKNOWN_STREAM',
      "alice:feed is delivered to the recipients of alice's own interactions",
    ],
    ['samples that are no list', { samples: { feed: 'x' } }, 'BAD_REQUEST', 'samples: got a map'],
  ])('%s fails the whole, and nothing is listened to', async (_, request, code, text) => {
    const { bind, log, gone } = setUp()
    await expect(bind(request)).rejects.toMatchObject({ code, message: expect.stringContaining(text) })
    expect([log, gone.size]).toEqual([[], 0])
  })

  test('what is bound is let go of once', async () => {
    const { bind, log, gone } = setUp()
    const bound = await bind(naming({ stdin: ['eye:left'] }))
    expect([log, gone.size]).toEqual([['hear eye:left'], 1])
    bound.release()
    bound.release()
    expect([log, gone.size]).toEqual([['hear eye:left', 'stop eye:left'], 0])
  })
})

describe('I-71 a net hash', () => {
  test('means every member of the group, in order, under the hint of its key', async () => {
    const { bind, hashes } = setUp()
    const two = { stdin: { one: slot.image(), two: slot.image() }, stdtar: {}, stdout: {} }
    const bound = await bind(naming({ stdin: ['eye::ps:both'] }), two)
    expect(hashes(bound.stdin)).toEqual(['one eye:left', 'two eye:right'])
    const rest = await bind(naming({ stdin: ['eye:left'], stdext: ['eye::ps:both'] }))
    expect(rest.stdext.map(({ hash }) => hash)).toEqual(['eye:right'])
  })
})

describe('what the requester writes', () => {
  const words = { stdin: { text: slot.text({ limit: 4 }) }, stdtar: {}, stdout: {} }
  const some = (tag: number, ...data: Wire[]) => ({ tag, data })

  test('begins when the interaction is registered, and comes for it alone', async () => {
    const { bind, log, inlets } = setUp()
    const bound = await bind({ ...naming({ stdin: ['alice:feed'] }), id: 'a-1' }, words)
    expect([log, bound.fresh]).toEqual([[], false])
    bound.begin()
    expect(log).toEqual(['credit feed 3'])
    inlets.onSamples('alice', 'feed', 'a-2', some(0, 'other'))
    expect(bound.fresh).toBe(false)
    inlets.onSamples('alice', 'feed', 'a-1', some(0, 'mine'))
    expect([bound.fresh, bound.stdin.get('text')!.take()?.value]).toEqual([true, 'mine'])
  })

  test('a bare name that is none here is the requester’s', async () => {
    const { bind, hashes } = setUp()
    expect(hashes((await bind(naming({ stdin: ['feed'] }), words)).stdin)).toEqual(['text alice:feed'])
  })
})

test('when the owner is gone, what has come can be read, and then there will be no more', async () => {
  const { bind, gone } = setUp()
  const bound = await bind(naming({ stdin: ['eye:left'] }))
  let told = 0
  bound.whenFresh(() => told++)
  gone.get('eye')!()
  expect([told, bound.closed]).toMatchObject([1, { code: 'STREAM_GONE', message: expect.stringContaining('eye') }])
})

describe('I-54, I-97 a stream that is added later', () => {
  test('by user hash is one, by net hash every member; the interaction has it and can read it', async () => {
    const { binder, bind, proxyOf } = setUp()
    const bound = await bind(naming({ stdin: ['eye:left'] }))
    expect(['eye:left', 'eye:words', 'eye:right'].map((hash) => bound.has(hash))).toEqual([true, false, false])
    await binder.attach(bound, aRequest(), 'eye:words')
    await binder.attach(bound, aRequest(), 'eye::ps:both')
    expect(['eye:left', 'eye:words', 'eye:right'].map((hash) => bound.has(hash))).toEqual([true, true, true])
    expect(proxyOf(bound).names).toEqual(['eye:left', 'eye:words', 'eye:right'])
  })

  test('is attached once, however often and by whatever name; its writer may begin at once; it goes with the others', async () => {
    const { binder, bind, log } = setUp()
    const bound = await bind({})
    await Promise.all(['alice:feed', 'feed', 'alice::dm:feed'].map((text) => binder.attach(bound, aRequest(), text)))
    expect([log, [...bound.all()].length]).toEqual([['credit feed 255'], 1])
    await binder.attach(bound, aRequest(), 'eye:words')
    bound.release()
    expect(log).toEqual(['credit feed 255', 'hear eye:words', 'stop eye:words'])
  })

  test('never holds up a step, and an unknown one changes nothing', async () => {
    const { binder, bind } = setUp()
    const bound = await bind({})
    await binder.attach(bound, aRequest(), 'eye:words')
    await expect(binder.attach(bound, aRequest(), 'eye:up')).rejects.toMatchObject({ code: 'UNKNOWN_STREAM' })
    expect([bound.fresh, [...bound.all()].length]).toEqual([true, 1])
  })
})

describe('wires', () => {
  test('bring each stream to its slot, whether its owner is there or goes', async () => {
    const { binder, hashes, gone } = setUp()
    const wired = { stdin: { image: slot.image(), size: slot.json({ default: 1 }) }, stdtar: {}, stdout: {} }
    const bound = await binder.bindWires(aRequest({ requester: 'bob' }), wired, { image: 'eye:left' })
    expect([hashes(bound.stdin), gone.size]).toEqual([['image eye:left', 'size default'], 0])
  })

  test.each([
    [{}, 'NO_SLOT_MATCH', 'wires.image: nothing, and the slot has no default'],
    [{ image: 'eye:words' }, 'NO_SLOT_MATCH', 'wires.image: eye:words: got text, expected image'],
    [{ image: 'eye:left', imgae: 'eye:left' }, 'NO_SLOT_MATCH', 'wires.imgae: no such input slot, there is image'],
    [{ image: 'eye:up' }, 'UNKNOWN_STREAM', 'wires.image: eye has no stream or group eye:up'],
  ])('%j are refused with their slot', async (wires, code, message) => {
    const { binder, log } = setUp()
    await expect(binder.bindWires(aRequest({ requester: 'bob' }), slots, wires)).rejects.toMatchObject({ code, message })
    expect(log).toEqual([])
  })
})
