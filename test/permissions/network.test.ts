import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect as enter, nkeyAuthenticator } from '@nats-io/transport-node'
import { connect } from '@parley/runtime'
import { type AgentLine, findBroker, type LaunchOptions, launch, type NetworkEvent, startBroker } from '@parley/runtime/network'
import { afterAll, expect, test, vi } from 'vitest'
import type { asker } from '../network/agents/asker.ts'
import { Greeter } from '../network/agents/greeter.ts'

// A whole network, every process with a key of its own, on a broker that refuses whatever is not in the table of docs/security.md.

const root = mkdtempSync(join(tmpdir(), 'parley-secured-network-'))
afterAll(() => rmSync(root, { recursive: true }))

const greeter = { module: '../network/agents/greeter.ts', config: { lang: 'en' } }
const NETWORK = {
  world: 'hall',
  agents: { greeter: { ...greeter, instances: 2 }, porter: greeter, asker: { module: '../network/agents/asker.ts#asker' } },
}
const BEAT_MS = 200
const PATIENCE = { timeout: 20_000 }
const ENV = { ...process.env, PARLEY_WORLD: undefined, NATS_URL: undefined }

async function run(more: LaunchOptions = {}) {
  const [events, lines]: [NetworkEvent[], AgentLine[]] = [[], []]
  const dir = join(mkdtempSync(join(root, 'run-')), '.parley')
  const net = await launch(NETWORK, {
    ...{ secure: true, broker: 'own', dir, base: import.meta.url, env: ENV, beatMs: BEAT_MS, graceMs: 1_000 },
    onEvent: (event) => events.push(event),
    output: (line) => lines.push(line),
    ...more,
  })
  const seeds = join(dir, 'permissions/hall/seeds')
  return { net, events, lines, dir, seeds, [Symbol.asyncDispose]: () => net.stop() }
}

/** All that the network has left in files, but for the seeds themselves. */
function textsIn(dir: string): string {
  const files = readdirSync(dir, { recursive: true, encoding: 'utf8' }).map((name) => join(dir, name))
  const plain = files.filter((file) => statSync(file).isFile() && !file.endsWith('.nk') && !file.includes('/build/'))
  return plain.map((file) => readFileSync(file, 'utf8')).join('\n')
}

test('a secured network works from end to end, and the broker has nothing to refuse', async () => {
  await using r = await run()
  const { net, lines, dir, seeds } = r
  const greeter = net.client.peer(Greeter)

  expect(net.client.name).toBe('cli-operator')
  expect(await net.client.peer<typeof asker>('asker').ask({ name: 'Ada' })).toBe('Hello Ada')
  const counted: number[] = []
  for await (const n of greeter.count({}, { steps: 3 })) counted.push(n)
  expect(counted).toEqual([1, 2, 3])
  const gathered = await net.client.gather([greeter.greet, net.client.peer(Greeter, 'porter').greet], { name: 'Ada' })
  expect(gathered).toMatchObject({ met: true, summary: 'all-ok' })
  expect(await net.client.peer('greeter').describe!({})).toMatchObject({ agent: 'greeter' })

  const slow = net.client.send(greeter.slow, { ms: 60_000 })
  await vi.waitFor(() => expect(slow.status).toBe('running'), PATIENCE)
  await slow.cancel()
  await expect(slow.result).rejects.toMatchObject({ reason: 'cancelled' })
  await expect(net.client.peer('nobody').anything!({})).rejects.toMatchObject({ code: 'NO_RESPONDERS' })

  const secrets = readdirSync(seeds).flatMap((name) => (name.endsWith('.nk') ? [readFileSync(join(seeds, name), 'utf8').trim()] : []))
  expect(secrets).toHaveLength(6)
  const said = lines.map(({ text }) => text).join('\n') + textsIn(dir) + textsIn(net.ownBroker!.dir)
  expect(said).toContain('speaking en')
  for (const secret of secrets) expect(said).not.toContain(secret)
  expect(said).not.toMatch(/FORBIDDEN|[Pp]ermissions? [Vv]iolation/)
})

test('a killed instance is missed by its caller within three beats, and replaced by one with the same key', async () => {
  await using r = await run()
  const { net } = r
  const slow = net.client.send(net.client.peer(Greeter, 'porter').slow, { ms: 60_000 })
  await vi.waitFor(() => expect(slow.status).toBe('running'), PATIENCE)
  expect(net.kill('porter')).toBe(1)
  await expect(slow.result).rejects.toMatchObject({ reason: 'disconnected', details: { executed: 'unknown' } })
  await vi.waitFor(() => expect(net.agents.find(({ name }) => name === 'porter')).toMatchObject({ state: 'ready', restarts: 1 }), PATIENCE)
  expect(await net.client.peer(Greeter, 'porter').greet({ name: 'Ada' })).toBe('Hello Ada')
})

test('a secured broker that falls comes back as closed as it was, and everybody finds back in', async () => {
  await using r = await run()
  const { pid, url } = r.net.ownBroker!
  process.kill(pid, 'SIGKILL')
  await vi.waitFor(() => expect(r.events.map(({ kind }) => kind)).toContain('broker-restarted'), PATIENCE)
  await vi.waitFor(async () => expect(await r.net.client.peer(Greeter).greet({ name: 'Ada' })).toBe('Hello Ada'), PATIENCE)
  await expect(connect({ servers: url, world: 'hall' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
})

test('another terminal finds the operator’s key by broker.json, lists, watches and steers', async () => {
  await using r = await run({ broker: 'find' })
  const { net, dir, seeds } = r
  const file = readFileSync(join(dir, 'broker.json'), 'utf8')
  expect(JSON.parse(file)).toMatchObject({ world: 'hall', nkeySeedFile: join(seeds, 'cli-operator.nk') })
  expect(file).not.toMatch(/S[A-Z2-7]{57}/)

  const found = await findBroker({ env: {}, cwd: dir })
  await using operator = await connect({ servers: found.url, world: found.world!, credentials: found.credentials! })
  expect(operator.name).toBe('cli-operator')
  const updates = operator.watch({ to: 'porter' })[Symbol.asyncIterator]()
  const first = updates.next()
  const slow = net.client.send(net.client.peer(Greeter, 'porter').slow, { ms: 60_000 })
  expect(await first).toMatchObject({ value: { uuid: slow.uuid, target: 'porter', status: 'received' } })
  await updates.return?.()

  const seed = readFileSync((found.credentials as { nkeySeedFile: string }).nkeySeedFile)
  const tool = await enter({ servers: found.url, authenticator: nkeyAuthenticator(new TextEncoder().encode(seed.toString().trim())) })
  const answers = new Map<string, string>()
  for await (const message of await tool.requestMany('$SRV.PING', '', { strategy: 'stall', maxWait: 5_000 })) {
    const { name, id } = message.json<{ name: string; id: string }>()
    answers.set(id, name)
  }
  await tool.close()
  expect([...answers.values()].filter((name) => !name.startsWith('cli-')).sort()).toEqual(['asker', 'greeter', 'greeter', 'porter'])
})

test('an open broker is not taken for a secured one, and a secured one takes no network that it does not know', async () => {
  await using open = await startBroker()
  await expect(run({ nats: open.url, broker: 'find' })).rejects.toMatchObject({
    code: 'BAD_CONFIG',
    message: expect.stringMatching(/lets everybody in/),
  })
  await using secured = await run({ broker: 'find' })
  const cwd = process.cwd()
  process.chdir(join(secured.dir, '..'))
  try {
    await expect(run({ secure: false, broker: 'find' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
  } finally {
    process.chdir(cwd)
  }
  await expect(run({ credentials: { nkeySeedFile: 'x' } })).rejects.toThrow(/every agent has credentials of its own/)
})

test('a network runs on somebody’s own server with the configuration that was written for it', async () => {
  await using first = await run()
  const dir = join(first.dir, 'permissions/hall')
  await first.net.stop()
  await using server = await startBroker({ config: readFileSync(join(dir, 'authorization.conf'), 'utf8') })
  await using second = await run({ nats: server.url, secure: { dir }, broker: 'find' })
  expect(second.net.ownBroker).toBeUndefined()
  expect(await second.net.client.peer(Greeter).greet({ name: 'Ada' })).toBe('Hello Ada')
})

test('what the broker does not let somebody ask ends at once as forbidden, not by silence', async () => {
  await using r = await run()
  const credentials = { nkeySeedFile: join(r.seeds, 'cli-watcher.nk') }
  await using watcher = await connect({ servers: r.net.url, world: 'hall', credentials, beatMs: 3_600_000 })
  await expect(watcher.peer(Greeter).greet({ name: 'Ada' })).rejects.toMatchObject({ reason: 'rejected', code: 'FORBIDDEN' })
})
