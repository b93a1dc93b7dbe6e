import { expect, test } from 'vitest'
import type { Bus, Incoming } from '../bus/bus.ts'
import { systemClock } from '../time/clock.ts'
import { survey } from './survey.ts'

const stats = (name: string, id: string, world: string, data: unknown = { open: 3, waiting: 1, running: 2 }) =>
  JSON.stringify({
    ...{ type: 'io.nats.micro.v1.stats_response', name, id, version: '1.0.0', metadata: { runtime: 'parley', world, pid: '7' } },
    started: '2026-01-02T03:04:05.000Z',
    endpoints: [
      {
        ...{ name: 'interaction', subject: 's', queue_group: 'q', num_requests: 9, num_errors: 2, last_error: 'oh' },
        ...{ processing_time: 5, average_processing_time: 1, data },
      },
    ],
  })

/** A bus on which these answer. */
function busWith(answers: readonly string[], noResponders = false) {
  const asked: string[] = []
  let receive: (message: Incoming) => void = () => {}
  let isSubscribed = false
  const bus = {
    subscribe(_: string, take: typeof receive) {
      receive = take
      isSubscribed = true
      return () => {
        isSubscribed = false
      }
    },
    publish(subject: string, _: Uint8Array, reply: string) {
      asked.push(subject, reply)
      const send = (text: string) => receive({ subject: reply, data: new TextEncoder().encode(text), noResponders })
      queueMicrotask(() => answers.forEach(send))
    },
  } as unknown as Bus
  return { bus, asked, isSubscribed: () => isSubscribed }
}
const quick = { world: 'main', clock: systemClock, firstMs: 50, quietMs: 10 }

test('every agent of the world is told once, by name', async () => {
  const { bus, asked, isSubscribed } = busWith([stats('b', '2', 'main'), stats('a', '1', 'main'), stats('a', '1', 'main')])
  expect(await survey(bus, quick)).toEqual([
    {
      ...{ name: 'a', instance: '1', version: '1.0.0', world: 'main', pid: 7, startedMs: Date.UTC(2026, 0, 2, 3, 4, 5) },
      ...{ open: 3, waiting: 1, running: 2, done: 7, failed: 2, lastError: 'oh' },
    },
    expect.objectContaining({ name: 'b' }),
  ])
  expect(asked[0]).toBe('$SRV.STATS')
  expect(asked[1]).toMatch(/^_INBOX\./)
  expect(isSubscribed()).toBe(false)
})

test('other worlds, other services and garbage are passed over', async () => {
  const other = JSON.stringify({ ...JSON.parse(stats('x', '9', 'main')), metadata: {} })
  const { bus } = busWith([stats('c', '3', 'elsewhere'), other, 'garbage', '{}', stats('d', '4', 'main', {}), stats('a', '1', 'main')])
  expect((await survey(bus, quick)).map(({ name }) => name)).toEqual(['a'])
})

test('where nobody answers it ends: at once when the broker says so, else after a while', async () => {
  const { bus, isSubscribed } = busWith([''], true)
  expect(await survey(bus, { ...quick, firstMs: 600_000, limitMs: 600_000 })).toEqual([])
  const silent = busWith([])
  expect(await survey(silent.bus, quick)).toEqual([])
  expect([isSubscribed(), silent.isSubscribed()]).toEqual([false, false])
})
