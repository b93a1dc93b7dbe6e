import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type AgentLine, type LaunchOptions, launch, type NetworkEvent, type NetworkInput } from '@parley/runtime/network'
import { afterAll, expect, test, vi } from 'vitest'
import type { asker } from './agents/asker.ts'
import { Greeter } from './agents/greeter.ts'

const root = mkdtempSync(join(tmpdir(), 'parley-launch-'))
afterAll(() => rmSync(root, { recursive: true }))

const greeter = { module: './agents/greeter.ts', config: { lang: 'en' } }
const PATIENCE = { timeout: 20_000 }

/** Launched on a broker of its own, with all that it says. */
async function run(network: NetworkInput, more: LaunchOptions = {}) {
  const events: NetworkEvent[] = []
  const lines: AgentLine[] = []
  const dir = mkdtempSync(join(root, 'run-'))
  const net = await launch(network, {
    ...{ broker: 'own', dir, base: import.meta.url, env: { ...process.env, PARLEY_WORLD: undefined } },
    onEvent: (event) => events.push(event),
    output: (line) => lines.push(line),
    ...more,
  })
  return { net, events, lines, dir, [Symbol.asyncDispose]: () => net.stop() }
}

const isGone = (pid: number) => {
  try {
    process.kill(pid, 0)
    return false
  } catch {
    return true
  }
}

test('agents run in processes of their own, find each other, and know where their source lies', async () => {
  await using r = await run({
    world: 'hall',
    agents: { greeter: { ...greeter, instances: 2 }, asker: { module: './agents/asker.ts#asker', env: { COLOUR: 'red' } } },
  })
  const { net, lines, dir } = r
  expect(net.world).toBe('hall')
  expect(net.agents.map(({ name, number, state }) => `${name}/${number} ${state}`)).toEqual([
    'greeter/1 ready',
    'greeter/2 ready',
    'asker/1 ready',
  ])
  const ask = net.client.peer<typeof asker>('asker')
  expect(await ask.ask({ name: 'Ada' })).toBe('Hello Ada')
  expect(await ask.environment({ key: 'COLOUR' })).toBe('red')
  expect(await ask.environment({ key: 'PARLEY_WORKER' })).toBe(null)
  const where = await net.client.peer(Greeter).whereabouts({})
  expect(net.agents.map(({ pid }) => pid)).toContain(where.pid)
  expect(where).toMatchObject({
    url: new URL('./agents/greeter.ts', import.meta.url).href,
    neighbour: 'a file beside the source',
    lang: 'en',
  })
  expect(net.inputs).toContain(fileURLToPath(new URL('./agents/greeter.ts', import.meta.url)))
  expect(lines.filter(({ text }) => text === 'speaking en')).toHaveLength(2)
  expect(readFileSync(join(dir, 'logs/greeter-1.log'), 'utf8')).toContain('speaking en')
  const pids = net.agents.map(({ pid }) => pid!)
  await net.stop()
  await net.done
  expect(pids.filter((pid) => !isGone(pid))).toEqual([])
  expect(readdirSync(join(dir, 'build'))).toEqual(['compiled']) // for the next launch
})

test('what a handler throws is logged with its line in the source, also of a file that two agents share', async () => {
  await using r = await run({ agents: { greeter, asker: { module: './agents/asker.ts#asker' } } })
  await expect(r.net.client.peer(Greeter).fail({})).rejects.toThrow('no voice')
  await vi.waitFor(() => expect(r.lines.map(({ text }) => text).join()).toMatch(/no voice.*agents\/greeter\.ts:43:13/), PATIENCE)
})

test('what is underway is finished before an agent leaves', async () => {
  await using r = await run({ agents: { greeter } })
  const call = r.net.client.send(r.net.client.peer(Greeter).slow, { ms: 300 })
  const result = call.result
  await vi.waitFor(() => expect(call.status).toBe('running'), PATIENCE)
  process.kill(r.net.agents[0]!.pid!, 'SIGTERM')
  expect(await result).toBe('done')
  await vi.waitFor(() => expect(r.net.agents[0]!.state).toBe('stopped'), PATIENCE)
  expect(r.events.find(({ kind }) => kind === 'exited')).toMatchObject({ code: 0, signal: null })
})

test('Ctrl-C alone ends no agent: whether to leave is the supervisor’s decision', async () => {
  await using r = await run({ agents: { greeter } })
  process.kill(r.net.agents[0]!.pid!, 'SIGINT')
  expect(await r.net.client.peer(Greeter).greet({ name: 'Ada' })).toBe('Hello Ada')
})

test('a killed instance is replaced and works again; the client need not know', async () => {
  await using r = await run({ agents: { greeter } })
  const { net } = r
  const before = net.agents[0]!
  expect(net.kill('greeter')).toBe(1)
  await vi.waitFor(() => expect(net.agents[0]).toMatchObject({ state: 'ready', restarts: 1 }), PATIENCE)
  expect(net.agents[0]!.instance).not.toBe(before.instance)
  expect(await net.client.peer(Greeter).greet({ name: 'Ada' })).toBe('Hello Ada')
})

test('an agent that does not stay up takes the network down, loudly, and nothing is left', async () => {
  await using r = await run({ agents: { greeter: { ...greeter, restart: { max: 0 } }, asker: { module: './agents/asker.ts#asker' } } })
  const pids = r.net.agents.map(({ pid }) => pid!)
  r.net.client.send(r.net.client.peer(Greeter).exit, { code: 3 }).result.catch(() => {})
  await expect(r.net.done).rejects.toThrow(/greeter\/1 does not stay up: ended with code 3[\s\S]*speaking en/)
  expect(pids.filter((pid) => !isGone(pid))).toEqual([])
})

test('a network that does not come up says why: in its configuration, its code, its module, its build', async () => {
  const start = (agent: NetworkInput['agents'][string]) => run({ agents: { a: { restart: { max: 0 }, ...agent } } })
  await expect(start({ module: './agents/greeter.ts', config: { lang: 'fr' } })).rejects.toThrow(
    /a\/1 does not stay up: BAD_CONFIG: .*config\.lang/,
  )
  await expect(start({ module: './agents/broken.ts' })).rejects.toThrow(/START_FAILED: the disk is on fire[\s\S]*broken\.ts:4:/)
  await expect(start({ module: './agents/asker.ts' })).rejects.toThrow(
    /asker\.ts has no export default, expected what defineAgent gives; its agents are \.\/agents\/asker\.ts#asker/,
  )
  const unbuildable = join(root, 'unbuildable.ts')
  writeFileSync(unbuildable, "import { nothing } from './no-such-file.ts'\nexport default nothing(\n")
  await expect(start({ module: unbuildable })).rejects.toThrow(/unbuildable\.ts:3:1: Unexpected end of file/)
  await expect(start({ module: './agents/greter.ts' })).rejects.toThrow(
    /agents\.a\.module: there is no file .*; did you mean greeter\.ts\?/,
  )
})

test('start entries are sent once all are ready, and `until: started-done` waits for their ends', async () => {
  await using r = await run({
    agents: { greeter },
    start: [
      { to: 'greeter', action: 'greet', args: { name: 'Ada' } },
      { to: 'greeter', action: 'count', steps: 3 },
      { to: 'greeter', action: 'greet' },
    ],
    until: 'started-done',
  })
  await r.net.done
  expect(await r.net.outcomes).toMatchObject([
    { to: 'greeter', ok: true, result: 'Hello Ada' },
    { action: 'count', ok: true },
    { ok: false, error: { code: 'BAD_ARGUMENTS' } },
  ])
  expect(r.events.filter(({ kind }) => kind === 'start-ended')).toHaveLength(3)
})

test('the network’s own broker comes back when it is killed, at the same address, and the agents with it', async () => {
  await using r = await run({ agents: { greeter } })
  const { pid, url } = r.net.ownBroker!
  process.kill(pid, 'SIGKILL')
  await vi.waitFor(() => expect(r.events).toContainEqual({ kind: 'broker-restarted', pid: r.net.ownBroker!.pid }), PATIENCE)
  expect(r.net.ownBroker).toMatchObject({ url })
  await vi.waitFor(async () => expect(await r.net.client.peer(Greeter).greet({ name: 'Ada' })).toBe('Hello Ada'), PATIENCE)
})

test('a second network finds the broker of the first, its world too, and leaves it alone', async () => {
  const file = join(root, 'network.yaml')
  writeFileSync(
    file,
    `agents:\n  greeter: { module: ${fileURLToPath(new URL('./agents/greeter.ts', import.meta.url))}, config: { lang: de } }\n`,
  )
  const dir = join(root, '.parley')
  const cwd = process.cwd()
  process.chdir(root)
  const env = { ...process.env, NATS_URL: undefined, PARLEY_WORLD: undefined }
  try {
    await using first = await launch(file, { dir, env, world: 'shared', output: () => {} })
    expect(first.ownBroker).toBeDefined()
    await using second = await launch(file, { dir: join(root, 'second'), env, output: () => {} })
    expect(second).toMatchObject({ ownBroker: undefined, url: first.url, world: 'shared' })
    await second.stop()
    expect(await first.client.peer(Greeter).greet({ name: 'Ada' })).toBe('Hallo Ada')
    expect(existsSync(join(dir, 'broker.json'))).toBe(true)
    await first.stop()
    expect(existsSync(join(dir, 'broker.json'))).toBe(false)
  } finally {
    process.chdir(cwd)
  }
})
