import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { findBinary } from './binary.ts'
import { nearestBrokerFile, removeBrokerFile, writeBrokerFile } from './file.ts'
import { findBroker, findOrStart } from './find.ts'
import { addressOf, probe, withoutPassword } from './probe.ts'
import { startBroker } from './start.ts'

const root = mkdtempSync(join(tmpdir(), 'parley-find-'))
afterAll(() => rmSync(root, { recursive: true }))
/** Above every number that a Linux process can have. */
const DEAD_PID = 2 ** 22 + 1

async function listen(greeting: string) {
  const server = createServer((socket) => socket.end(greeting))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as { port: number }
  return { url: `nats://127.0.0.1:${port}`, [Symbol.asyncDispose]: () => new Promise<void>((done) => server.close(() => done())) }
}

test('a set but wrong NATS_SERVER_BIN is an error, not a reason to look elsewhere', () => {
  expect(() => findBinary({ NATS_SERVER_BIN: '/no/such/file' })).toThrow(/NATS_SERVER_BIN: \/no\/such\/file is not a file/)
  expect(() => findBinary({ NATS_SERVER_BIN: root })).toThrow(/not a file that can be run/)
})

test('a binary is found without any PATH, in the bundled package', () => {
  expect(findBinary({})).toMatch(/nats-server/)
})

test('a probe tells a NATS server from whatever else listens', async () => {
  await using other = await listen('SSH-2.0-OpenSSH_9.2\r\n')
  await using silent = await listen('')
  await expect(probe(other.url)).rejects.toThrow(/not a NATS server/)
  await expect(probe(silent.url)).rejects.toThrow(/without a greeting/)
  await using real = await listen('INFO {"version":"2.9.10","max_payload":1048576}\r\n')
  expect(await probe(`${other.url},${real.url}`)).toEqual({ version: '2.9.10', maxPayload: 1048576, jetstream: false })
})

test('an address needs neither scheme nor port, and is shown without its password', () => {
  expect(addressOf('example.org')).toEqual({ host: 'example.org', port: 4222 })
  expect(addressOf('tls://[::1]:4333')).toEqual({ host: '::1', port: 4333 })
  expect(withoutPassword('nats://me:secret@example.org')).toBe('nats://…@example.org')
  expect(withoutPassword('token@example.org')).toBe('…@example.org')
})

test('broker.json is for its owner only, found from below, and ignored once its server is dead', () => {
  const below = join(root, 'a/b')
  mkdirSync(below, { recursive: true })
  const outer = writeBrokerFile(join(root, '.parley'), { url: 'nats://127.0.0.1:1', pid: process.pid, world: 'outer' })
  const inner = writeBrokerFile(join(root, 'a/.parley'), { url: 'nats://127.0.0.1:2', pid: DEAD_PID, world: 'inner' })
  expect(statSync(outer).mode & 0o777).toBe(0o600)
  expect(nearestBrokerFile(below)).toMatchObject({ world: 'outer', path: outer })
  removeBrokerFile(outer, DEAD_PID)
  expect(existsSync(outer)).toBe(true)
  removeBrokerFile(outer, process.pid)
  removeBrokerFile(inner, DEAD_PID)
  expect([outer, inner].some((path) => existsSync(path))).toBe(false)
})

test('what --nats or NATS_URL names must answer; without them the nearest broker.json is taken', async () => {
  await using broker = await startBroker()
  const path = writeBrokerFile(join(root, '.parley'), { url: broker.url, pid: broker.pid, world: 'here' })
  expect(await findBroker({ env: {}, cwd: join(root, 'a') })).toMatchObject({ url: broker.url, world: 'here', from: path })
  expect(await findOrStart({ env: { NATS_URL: broker.url } })).toMatchObject({ kind: 'found', from: 'NATS_URL' })
  await expect(findBroker({ nats: 'nats://me:secret@127.0.0.1:1' })).rejects.toThrow(/^--nats: nats:\/\/…@127.0.0.1:1: ECONNREFUSED$/)
  await expect(findOrStart({ env: { NATS_URL: 'nats://127.0.0.1:1' } })).rejects.toThrow(/^NATS_URL: /)
  removeBrokerFile(path, broker.pid)
})
