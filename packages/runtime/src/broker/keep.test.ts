import { mkdtempSync, rmSync, symlinkSync, unlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { findBinary } from './binary.ts'
import { keepBroker } from './keep.ts'
import { probe } from './probe.ts'

const root = mkdtempSync(join(tmpdir(), 'parley-keep-'))
afterAll(() => rmSync(root, { recursive: true }))

test('a broker that falls comes back at the same address, and not after it was stopped', async () => {
  let back!: (pid: number) => void
  const restarted = new Promise<number>((resolve) => {
    back = resolve
  })
  const kept = await keepBroker({ onRestart: ({ pid }) => back(pid) })
  const { pid, url } = kept.current
  process.kill(pid, 'SIGKILL')
  expect(await restarted).toBe(kept.current.pid)
  expect(kept.current.url).toBe(url)
  await probe(url)
  process.kill(kept.current.pid, 'SIGKILL')
  await kept.stop()
  await expect(probe(url)).rejects.toMatchObject({ code: 'BROKER_UNAVAILABLE' })
})

test('a broker that cannot come back is given up, with the reason', async () => {
  const binary = join(root, 'nats-server')
  symlinkSync(findBinary(), binary)
  let giveUp!: (error: Error) => void
  const given = new Promise<Error>((resolve) => {
    giveUp = resolve
  })
  const kept = await keepBroker({ binary, onGiveUp: giveUp })
  unlinkSync(binary)
  process.kill(kept.current.pid, 'SIGKILL')
  expect((await given).message).toMatch(/nats-server did not start: .*ENOENT/)
  await kept.stop()
})
