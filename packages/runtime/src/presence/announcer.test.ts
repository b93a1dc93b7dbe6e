import type { PresenceMessage } from '@parley/protocol'
import { expect, test } from 'vitest'
import { ManualClock } from '../testing/manual-clock.ts'
import { Announcer } from './announcer.ts'

function setUp(features: string[] = []) {
  const clock = new ManualClock()
  const said: PresenceMessage[] = []
  let open = 0
  const load = () => ({ open: open++, waiting: 1, capacity: 10 })
  const announcer = new Announcer({ clock, load, beatMs: 100, features, send: (message) => said.push(message) })
  return { clock, said, announcer, kinds: () => said.map(({ kind }) => kind) }
}

test('it says up, then a beat at each interval with the load of that moment, then down and nothing more', () => {
  const { clock, said, announcer, kinds } = setUp(['packs'])
  announcer.up()
  clock.advance(250)
  announcer.down()
  clock.advance(1_000)
  expect(kinds()).toEqual(['up', 'beat', 'beat', 'down'])
  expect(said.map(({ open }) => open)).toEqual([0, 1, 2, 3])
  expect(said[0]).toEqual({
    v: 1,
    kind: 'up',
    beatMs: 100,
    startedAt: clock.wallMs() - 1_250,
    open: 0,
    waiting: 1,
    capacity: 10,
    features: ['packs'],
  })
  expect(clock.timers).toBe(0)
})

test('up said again, after a reconnect, begins a new rhythm and no second one', () => {
  const { clock, announcer, kinds } = setUp()
  announcer.up()
  clock.advance(90)
  announcer.up()
  clock.advance(90)
  expect(kinds()).toEqual(['up', 'up'])
  clock.advance(10)
  expect([kinds(), clock.timers]).toEqual([['up', 'up', 'beat'], 1])
})

test('closed without a word, it says nothing', () => {
  const { clock, announcer, kinds } = setUp()
  announcer.up()
  announcer.close()
  clock.advance(1_000)
  expect(kinds()).toEqual(['up'])
})
