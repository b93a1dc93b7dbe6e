import { describe, expect, test } from 'vitest'
import type { PeerEvent } from '../presence/monitor.ts'
import { ManualClock } from '../testing/manual-clock.ts'
import { Owners } from './owners.ts'
import { Queue } from './queue.ts'

const BEAT = 1_000

function setUp({ there = true } = {}) {
  const clock = new ManualClock()
  const monitors = new Map<string, Queue<PeerEvent>>()
  const log: string[] = []
  const state = { there }
  const owners = new Owners({
    ...{ clock, beatMs: BEAT },
    monitor(agent) {
      log.push(`monitor ${agent}`)
      const queue = new Queue<PeerEvent>(100, { onReturn: () => log.push(`left ${agent}`) })
      monitors.set(agent, queue)
      return queue
    },
    async isThere(agent) {
      log.push(`asked ${agent}`)
      return state.there
    },
  })
  const event = async (instance: string, event: PeerEvent['event']) => {
    monitors.get('eye')!.push({ agent: 'eye', instance, event })
    await clock.settle()
  }
  const gone: string[] = []
  const follow = (who: string) => owners.follow('eye', () => gone.push(who))
  return { clock, log, gone, follow, event, state }
}

test('an owner is gone when its last instance is, and everybody who reads is told', async () => {
  const { gone, follow, event } = setUp()
  follow('a')
  follow('b')
  await event('e1', 'up')
  await event('e2', 'up')
  await event('e1', 'lost')
  expect(gone).toEqual([])
  await event('e2', 'down')
  expect(gone).toEqual(['a', 'b'])
})

test('it is followed once, while somebody reads', async () => {
  const { log, gone, follow, clock } = setUp({ there: false })
  const [stop, other] = [follow('a'), follow('b')]
  stop()
  stop()
  expect(log).toEqual(['monitor eye'])
  other()
  expect(log).toEqual(['monitor eye', 'left eye'])
  await clock.pass(BEAT * 10)
  expect([gone, clock.timers]).toEqual([[], 0])
  follow('c')
  expect(log.at(-1)).toBe('monitor eye')
})

describe('one of which nothing was ever seen', () => {
  test('is asked, and is gone when nobody answers', async () => {
    const { gone, follow, clock } = setUp({ there: false })
    follow('a')
    await clock.pass(BEAT * 2 - 1)
    expect(gone).toEqual([])
    await clock.pass(1)
    await clock.settle()
    expect(gone).toEqual(['a'])
  })

  test('and that answers is asked again until it shows, then no more', async () => {
    const { log, gone, follow, clock, event } = setUp()
    follow('a')
    await clock.pass(BEAT * 5)
    expect(log.filter((line) => line === 'asked eye')).toHaveLength(2)
    await event('e1', 'up')
    await clock.pass(BEAT * 20)
    expect([log.filter((line) => line === 'asked eye').length, gone]).toEqual([2, []])
  })
})
