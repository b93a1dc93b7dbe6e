import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { probe } from './probe.ts'
import { startBroker } from './start.ts'

test('a started broker answers on 127.0.0.1 and takes its files with it when it stops', async () => {
  const broker = await startBroker({ monitor: true })
  expect(broker.url).toMatch(/^nats:\/\/127\.0\.0\.1:\d+$/)
  expect(await probe(broker.url)).toEqual(broker.info)
  expect(broker.info.jetstream).toBe(true)
  expect((await fetch(`${broker.monitorUrl}/varz`)).status).toBe(200)
  await broker.stop()
  await expect(probe(broker.url)).rejects.toMatchObject({ code: 'BROKER_UNAVAILABLE' })
  expect(existsSync(broker.dir)).toBe(false)
  await broker.stop()
})

test('a killed broker comes back on the same port and folder', async () => {
  await using first = await startBroker()
  process.kill(first.pid, 'SIGKILL')
  await first.exited
  await using second = await startBroker({ port: first.port, dir: first.dir })
  expect(second.url).toBe(first.url)
  expect(second.pid).not.toBe(first.pid)
})

test('a broker that cannot start says why in its own words', async () => {
  await using first = await startBroker({ jetstream: false })
  expect(first.info.jetstream).toBe(false)
  await expect(startBroker({ port: first.port })).rejects.toThrow(/address already in use/)
  await expect(startBroker({ config: 'nonsense {' })).rejects.toMatchObject({
    code: 'NO_BROKER',
    message: expect.stringContaining('Parse error'),
  })
  await expect(startBroker({ binary: '/does/not/exist' })).rejects.toThrow(/did not start: .*ENOENT/)
})
