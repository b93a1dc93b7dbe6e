import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Connection, connect } from '@parley/runtime'
import { type Broker, startBroker } from '@parley/runtime/testing'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Bundle, bundle } from '../../packages/runtime/src/network/bundle.ts'
import { endOf } from '../liveness/stage.ts'
import type Oven from './fixture/oven.ts'
import { lamp } from './lamp.ts'

/** Behaviours in processes of their own, on a real broker, and real signals. */

const BEAT_MS = 400
const MEMBER = fileURLToPath(new URL('./fixture/member.ts', import.meta.url))
const { agent: Lamp } = lamp()

let broker: Broker
let built: Bundle
const dir = mkdtempSync(join(tmpdir(), 'parley-behaviour-'))
beforeAll(async () => {
  broker = await startBroker({ jetstream: false })
  built = await bundle([MEMBER], { base: dir, dir })
})
afterAll(async () => {
  await broker.stop()
  rmSync(dir, { recursive: true })
})

/** A world with one agent in a process that can be killed and started again. */
async function house(agent: 'lamp' | 'oven' = 'lamp') {
  const world = `behaviour-${crypto.randomUUID().slice(0, 8)}`
  const stateDir = join(dir, world)
  const client: Connection = await connect({ servers: broker.url, world, beatMs: BEAT_MS })
  let child: ChildProcess | undefined
  const end = async (signal: NodeJS.Signals) => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill(signal)
    await gone
  }
  return {
    get isAlive() {
      return child?.exitCode === null && child.signalCode === null
    },
    ...{ client, peer: client.peer(Lamp), file: join(stateDir, `${agent}.json`), end },
    async start() {
      const orders = { servers: broker.url, world, stateDir, beatMs: BEAT_MS, agent }
      const script = fileURLToPath(built.urls.get(MEMBER)!)
      child = spawn(process.execPath, [script, JSON.stringify(orders)], {
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
        env: { ...process.env, PARLEY_LOG: 'silent' },
      })
      await Promise.race([once(child, 'message'), once(child, 'exit').then(([code]) => Promise.reject(new Error(`ended with ${code}`)))])
    },
    async [Symbol.asyncDispose]() {
      await end('SIGKILL')
      await client.close()
    },
  }
}

test('killed in any state, the agent goes on in it; what it told before it died was kept', async () => {
  await using at = await house()
  await at.start()
  expect(await at.peer.turn({}, { toState: 'on' })).toBe('click')
  await at.end('SIGKILL')
  expect(JSON.parse(readFileSync(at.file, 'utf8')).kept.machine.snapshot.value).toBe('on')
  expect(statSync(at.file).mode & 0o777).toBe(0o600)
  await at.start()
  expect(await at.peer.turn({}, { fromState: 'on', toState: 'off' })).toBe('click')
  await at.end('SIGTERM')
  await at.start()
  expect(await at.peer.turn({}, { fromState: 'off' })).toBe('click')
})

test('what it was doing when it was killed has failed, for its requester and for its machine', async () => {
  await using at = await house()
  await at.start()
  const repair = at.client.send(at.peer.repair, {})
  const end = endOf(repair.result)
  await vi.waitUntil(() => repair.status === 'running')
  await at.end('SIGKILL')
  expect(await end).toMatchObject({ reason: 'disconnected' })
  await at.start()
  expect(await endOf(at.peer.turn({}))).toMatchObject({ reason: 'rejected', code: 'WRONG_STATE', details: { state: 'broken' } })
})

test('a machine that reaches no legal state refuses what is asked, the process lives, and a restart goes on from before', async () => {
  await using at = await house('oven')
  await at.start()
  const oven = at.client.peer<typeof Oven>('oven')
  await oven.heat({}, { toState: 'hot' })
  expect(await endOf(oven.break({}, { toState: 'broken' }))).toMatchObject({ reason: 'error', code: 'STATE_NOT_REACHED' })
  for (const end of await Promise.all([1, 2, 3].map(() => endOf(oven.bake({ ms: 1 }, { timeoutMs: 5_000 })))))
    expect(end).toMatchObject({ reason: 'rejected', code: 'WRONG_STATE', details: { state: 'hot' } })
  await expect(oven.bake({ ms: 1 })).rejects.toThrow(/the behaviour has failed in state hot: Infinite loop/)
  expect(at.isAlive).toBe(true)
  expect((await at.client.survey()).map(({ name }) => name)).toEqual(['oven'])
  await at.end('SIGKILL')
  await at.start()
  expect(await oven.bake({ ms: 1 }, { fromState: 'hot' })).toBe('bread')
})

test('a state file that is none does not keep the agent from starting', async () => {
  await using at = await house()
  await at.start()
  await at.peer.turn({})
  await at.end('SIGKILL')
  writeFileSync(at.file, 'rubbish')
  await at.start()
  expect(await at.peer.turn({}, { fromState: 'off' })).toBe('click')
})
