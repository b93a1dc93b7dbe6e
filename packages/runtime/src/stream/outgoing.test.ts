import type { Wire } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { ManualClock } from '../testing/manual-clock.ts'
import { stream } from './declare.ts'
import { Outgoing } from './outgoing.ts'
import { OwnStreams } from './own-streams.ts'

const turn = () => new Promise((next) => setImmediate(next))

function setUp(...targets: string[]) {
  const own = new OwnStreams('alice', { streams: { feed: stream.text({ delivery: 'dm' }) }, actions: {} }, 'a', () => {}, new ManualClock())
  const sent: [string, string, number, ...Wire[]][] = []
  const outgoing = new Outgoing(own, targets, (target, at, _, { tag, data }) => sent.push([target, at, tag, ...data]), new ManualClock())
  return { sent, outgoing, grant: (target: string, upTo: number) => outgoing.onCredit(target, `${target}1`, 'feed', upTo) }
}

/** Whether it has come to anything yet. */
function watch(write: Promise<unknown>) {
  const seen = { state: 'waits' }
  const see = (state: string) => {
    seen.state = state
  }
  write.then(
    () => see('done'),
    ({ code }: { code: string }) => see(code),
  )
  return async () => {
    await turn()
    await turn()
    return seen.state
  }
}

test('nothing goes before the reader has said that it reads; then it goes to the instance that has said so', async () => {
  const { outgoing, sent, grant } = setUp('bob')
  const wrote = watch(outgoing.write('feed', 'a'))
  expect([await wrote(), sent]).toEqual(['waits', []])
  grant('bob', 3)
  expect([await wrote(), sent]).toEqual(['done', [['bob', 'bob1', 0, 'a']]])
})

test('a write settles when it is on its way to every target, each at its own pace', async () => {
  const { outgoing, sent, grant } = setUp('bob', 'carol')
  grant('bob', 10)
  const wrote = watch(outgoing.write('feed', 'a'))
  expect([await wrote(), sent.map(([target]) => target)]).toEqual(['waits', ['bob']])
  grant('carol', 10)
  expect([await wrote(), sent.map(([target]) => target)]).toEqual(['done', ['bob', 'carol']])
})

describe('a target that has ended', () => {
  test('is waited for no longer, and the others get what is written', async () => {
    const { outgoing, sent, grant } = setUp('bob', 'carol')
    grant('bob', 10)
    const wrote = watch(outgoing.write('feed', 'a'))
    outgoing.end('carol')
    expect(await wrote()).toBe('done')
    expect(await watch(outgoing.write('feed', 'b'))()).toBe('done')
    expect(sent.map(([target]) => target)).toEqual(['bob', 'bob'])
  })

  test('and was the last: what waited and what comes is discarded, so that no writer runs on', async () => {
    const { outgoing } = setUp('bob')
    const wrote = watch(outgoing.write('feed', 'a'))
    outgoing.end('bob')
    expect(await wrote()).toBe('DISCARDED')
    expect(await watch(outgoing.write('feed', 'b'))()).toBe('DISCARDED')
  })

  test('ends no process where nobody awaits', async () => {
    const { outgoing } = setUp('bob')
    void outgoing.write('feed', 'a')
    outgoing.end('bob')
    void outgoing.write('feed', 'b')
    await turn() // an unhandled rejection would fail the run
    expect(outgoing.hasData).toBe(false)
  })
})

test('what is no stream of one’s own, or no sample of it, is refused at once', () => {
  const { outgoing } = setUp('bob')
  expect(() => outgoing.write('other', 'a')).toThrow(expect.objectContaining({ code: 'UNKNOWN_STREAM' }))
  expect(() => outgoing.write('feed', 5)).toThrow(expect.objectContaining({ code: 'BAD_SAMPLE' }))
})

test('a credit of a stranger, or for what is no stream, changes nothing', async () => {
  const { outgoing, sent, grant } = setUp('bob')
  const wrote = watch(outgoing.write('feed', 'a'))
  grant('mallory', 10)
  outgoing.onCredit('bob', 'b9', 'nothing', 10)
  expect([await wrote(), sent]).toEqual(['waits', []])
})
