import type { SamplesMessage, Wire } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { aRequest } from '../testing/message.ts'
import type { Buffer } from './buffer.ts'
import type { Policy } from './declare.ts'
import { Inlets } from './inlets.ts'
import type { KnownStream } from './known.ts'

const stream = (owner: string, name: string): KnownStream => ({
  ...{ owner, name, group: name, delivery: 'dm', visibility: 'world', properties: { type: 'any' } },
})
const options = (policy: Policy = 'queue', limit = 4) => ({ policy, limit, onFresh: () => {} })
const some = (tag: number, ...data: Wire[]) => ({ tag, data })

function setUp() {
  const credits: [string, string, number][] = []
  const heard = new Map<string, (samples: SamplesMessage) => void>()
  const log: string[] = []
  const inlets = new Inlets({
    hear(owner, name, receive) {
      const hash = `${owner}:${name}`
      log.push(`hear ${hash}`)
      heard.set(hash, receive)
      return () => {
        log.push(`stop ${hash}`)
        heard.delete(hash)
      }
    },
    credit: ({ id }, name, upTo) => credits.push([id, name, upTo]),
  })
  const say = (hash: string, tag: number, data: Wire[], instance = 'e1') => heard.get(hash)!({ v: 1, tag, data, instance })
  const direct = (id: string, name = 'feed', policy?: Policy) => inlets.openDirect(aRequest({ id }), stream('alice', name), options(policy))
  return { inlets, credits, log, say, direct }
}

const all = (buffer: Buffer) => {
  const values: Wire[] = []
  for (let taken = buffer.take(); taken; taken = buffer.take()) values.push(taken.value)
  return values
}

describe('what a requester writes for one interaction', () => {
  test('goes to that interaction and no other, and to nobody once it is closed', () => {
    const { inlets, direct } = setUp()
    const [one, two] = [direct('a-1'), direct('a-2')]
    expect(inlets.onSamples('alice', 'feed', 'a-1', some(0, 'x'))).toBe(true)
    expect([all(one.buffer), all(two.buffer)]).toEqual([['x'], []])
    expect(inlets.onSamples('mallory', 'feed', 'a-1', some(0, 'x'))).toBe(false)
    expect(inlets.onSamples('alice', 'other', 'a-1', some(0, 'x'))).toBe(false)
    one.close()
    expect([inlets.onSamples('alice', 'feed', 'a-1', some(1, 'y')), inlets.reading]).toEqual([false, true])
    two.close()
    expect(inlets.reading).toBe(false)
  })

  test('begins with the first credit, and goes on as it is read', () => {
    const { inlets, direct, credits } = setUp()
    const { begin, buffer } = direct('a-1')
    expect(credits).toEqual([])
    begin()
    inlets.onSamples('alice', 'feed', 'a-1', some(0, 'a', 'b', 'c', 'd'))
    expect(credits).toEqual([['a-1', 'feed', 3]])
    all(buffer)
    expect(credits.slice(1)).toEqual([
      ['a-1', 'feed', 5],
      ['a-1', 'feed', 7],
    ])
  })

  test.each(['latest', 'drop-oldest'] as const)('%s slows nobody: the writer goes on, read or not', (policy) => {
    const { inlets, direct, credits } = setUp()
    direct('a-1', 'feed', policy).begin()
    for (let tag = 0; tag < 8; tag++) inlets.onSamples('alice', 'feed', 'a-1', some(tag, tag))
    expect(credits.at(-1)![2]).toBeGreaterThanOrEqual(8)
  })

  test('a credit that may be lost is said again', () => {
    const { inlets, direct, credits } = setUp()
    for (const id of ['a-1', 'a-2']) direct(id).begin()
    inlets.renew()
    expect(credits.map(([id, , upTo]) => `${id} ${upTo}`)).toEqual(['a-1 3', 'a-2 3', 'a-1 3', 'a-2 3'])
  })

  test('I-87 closing an interaction detaches it, but for another live one of the same uuid', () => {
    const { inlets, direct } = setUp()
    const before = direct('a-1')
    const now = direct('a-1')
    before.close()
    expect(inlets.onSamples('alice', 'feed', 'a-1', some(0, 'x'))).toBe(true)
    expect(all(now.buffer)).toEqual(['x'])
  })
})

describe('what an owner sends to everybody', () => {
  test('is heard once, while somebody reads it, and each reads at his own pace', () => {
    const { inlets, log, say } = setUp()
    const [one, two] = [0, 1].map(() => inlets.openShared(stream('eye', 'frames'), options()))
    say('eye:frames', 5, ['a', 'b'])
    expect(all(one!.buffer)).toEqual(['a', 'b'])
    one!.close()
    one!.close()
    say('eye:frames', 7, ['c'])
    expect([all(one!.buffer), all(two!.buffer)]).toEqual([[], ['a', 'b', 'c']])
    two!.close()
    expect(log).toEqual(['hear eye:frames', 'stop eye:frames'])
    inlets.openShared(stream('eye', 'frames'), options())
    expect(log.at(-1)).toBe('hear eye:frames')
  })

  test('is told apart by the instance that sends it, and slows nobody', () => {
    const { inlets, say, credits } = setUp()
    const { buffer, begin } = inlets.openShared(stream('eye', 'frames'), options())
    begin()
    say('eye:frames', 5, ['a'], 'e1')
    say('eye:frames', 2, ['b'], 'e2')
    expect([all(buffer), credits]).toEqual([['a', 'b'], []])
  })
})
