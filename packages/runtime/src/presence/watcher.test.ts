import type { PresenceMessage } from '@parley/protocol'
import { expect, test } from 'vitest'
import { ManualClock } from '../testing/manual-clock.ts'
import { PresenceWatcher } from './watcher.ts'

function setUp() {
  const clock = new ManualClock()
  const hearers = new Map<string, (presence: PresenceMessage) => void>()
  const down: string[] = []
  const watcher = new PresenceWatcher({
    ...{ clock, beatMs: 100 },
    hear(agent, instance, receive) {
      hearers.set(`${agent}/${instance}`, receive)
      return () => hearers.delete(`${agent}/${instance}`)
    },
    onDown: (agent, instance) => down.push(`${agent}/${instance}`),
  })
  const say = (who: string, kind: PresenceMessage['kind'] = 'beat', beatMs = 700) =>
    hearers.get(who)!({ v: 1, kind, beatMs, startedAt: 0, open: 0, waiting: 0, capacity: 1 })
  return { clock, hearers, down, watcher, say }
}

test('nobody is watched until somebody asks; then the last sign and its rhythm are known', () => {
  const { clock, hearers, watcher, say } = setUp()
  expect(hearers.size).toBe(0)
  expect(watcher.lastSign('bob', 'b')).toMatchObject({ atMs: clock.nowMs() - 100, beatMs: 100 }) // as if it had been heard a beat ago
  expect([...hearers.keys()]).toEqual(['bob/b'])
  clock.advance(50)
  say('bob/b')
  clock.advance(50)
  expect(watcher.lastSign('bob', 'b')).toMatchObject({ atMs: clock.nowMs() - 50, beatMs: 700 })
})

test('an answer is a sign too, in our own rhythm while its is not known', () => {
  const { clock, watcher, say } = setUp()
  watcher.lastSign('bob', 'b')
  watcher.heard('bob', 'b')
  expect(watcher.lastSign('bob', 'b')).toMatchObject({ atMs: clock.nowMs(), beatMs: 100 })
  say('bob/b')
  watcher.heard('bob', 'b')
  expect(watcher.lastSign('bob', 'b')).toMatchObject({ beatMs: 700 })
  watcher.heard('stranger', 's')
})

test('whoever was not asked about for a whole round is not watched any more', () => {
  const { hearers, watcher } = setUp()
  watcher.lastSign('bob', 'b')
  watcher.lastSign('carol', 'c')
  watcher.endRound()
  watcher.lastSign('bob', 'b')
  watcher.endRound()
  expect([...hearers.keys()]).toEqual(['bob/b'])
  watcher.endRound()
  expect(hearers.size).toBe(0)
})

test('one that leaves by its own will is told of at once', () => {
  const { watcher, say, down } = setUp()
  watcher.lastSign('bob', 'b')
  say('bob/b', 'beat')
  expect(down).toEqual([])
  say('bob/b', 'down')
  expect(down).toEqual(['bob/b'])
})

test('closed, it watches nobody', () => {
  const { hearers, watcher } = setUp()
  watcher.lastSign('bob', 'b')
  watcher.close()
  expect(hearers.size).toBe(0)
})
