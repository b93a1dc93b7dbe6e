import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { expectNobodyIn, expectSomebodyIn, fixture, folder, Parley } from './parley.ts'

const AGENT = 'worker.js'
const BROKER = 'nats-server.conf'

test('Ctrl-C stops a network in order, and no process is left', async () => {
  using dir = folder()
  await using up = new Parley(dir.path, ['up', fixture('network.yaml')])
  await up.line('ready: worker × 2, other')
  await up.line('micro ls')
  await expectSomebodyIn(dir.path, AGENT)
  up.signal('SIGINT')
  const { code, out, err } = await up.end()
  expect([code, out.at(-1), err]).toEqual([0, expect.stringMatching(/^interactions: 0 done, 0 failed/), []])
  await expectNobodyIn(dir.path)
  expect(existsSync(join(dir.path, '.parley/broker.json'))).toBe(false)
  expect(readdirSync(join(dir.path, '.parley/build'))).toEqual(['compiled']) // for the next launch
})

test.each([
  ['the broker starts', BROKER],
  ['the agents start', AGENT],
])('Ctrl-C while %s takes the start back', async (_, part) => {
  using dir = folder()
  await using up = new Parley(dir.path, ['up', fixture('network.yaml')])
  await expectSomebodyIn(dir.path, part)
  up.signal('SIGINT')
  const { out, err } = await up.end()
  expect([out, err]).toEqual([[], []])
  await expectNobodyIn(dir.path)
})

test('what runs is finished before an agent leaves; a second Ctrl-C does not wait for it', async () => {
  using dir = folder()
  await using up = new Parley(dir.path, ['up', '--json', fixture('network.yaml')])
  await up.object('"ready"')
  await using send = new Parley(dir.path, ['send', 'other', 'stubborn', 'ms=60000'])
  await send.line('running')
  up.signal('SIGINT')
  await up.line('"stopped"') // the idle ones have left
  up.signal('SIGTERM')
  expect((await up.end()).objects.find(({ signal }) => signal === 'SIGKILL')).toMatchObject({ event: 'exited', agent: 'other' })
  await send.line('does not answer', send.err)
  await send[Symbol.asyncDispose]()
  await expectNobodyIn(dir.path)
})

test('a network that was killed leaves neither agents nor broker', async () => {
  using dir = folder()
  await using up = new Parley(dir.path, ['up', '--json', fixture('network.yaml')])
  await up.object('"ready"')
  up.signal('SIGKILL')
  await expectNobodyIn(dir.path)
})

test('an agent that does not stay up ends the network with 1, and says why', async () => {
  using dir = folder()
  writeFileSync(join(dir.path, 'frail.yaml'), `agents:\n  frail: { module: ${fixture('worker.ts')}, restart: { max: 0 } }\n`)
  await using up = new Parley(dir.path, ['up', '--json', 'frail.yaml'])
  await up.object('"ready"')
  await using send = new Parley(dir.path, ['send', 'frail', 'exit', 'code=3'])
  const { code, objects, err } = await up.end()
  expect(code).toBe(1)
  expect(objects.map(({ event }) => event)).toEqual(['ready', 'exited', 'failed', undefined])
  expect(objects.at(-1)).toMatchObject({ error: { code: 'NETWORK_FAILED', message: expect.stringContaining('ended with code 3') } })
  expect(err.join('\n')).toContain('parley: NETWORK_FAILED: frail/1 does not stay up')
  await send[Symbol.asyncDispose]()
  await expectNobodyIn(dir.path)
})

test('a network that is done ends by itself', async () => {
  using dir = folder()
  const { code, objects } = await Parley.run(dir.path, ['up', '--json', fixture('once.yaml')])
  expect(code).toBe(0)
  expect(objects).toContainEqual({ event: 'start-ended', to: 'worker', action: 'echo', ok: true, result: 'hello' })
})

test('run gives a script a broker, a world, its arguments and its exit code', async () => {
  using dir = folder()
  const script = `const own: string = 'typed'
    console.log(JSON.stringify([own, process.env.NATS_URL, process.env.PARLEY_WORLD, process.argv.slice(2)]))
    process.exitCode = 7`
  writeFileSync(join(dir.path, 'script.ts'), script)
  const { code, out } = await Parley.run(dir.path, ['run', '--world', 'w', 'script.ts', '--', 'a', '--json', '--world', 'x'])
  expect(code).toBe(7)
  expect(JSON.parse(out[0]!)).toEqual(['typed', expect.stringMatching(/^nats:/), 'w', ['a', '--json', '--world', 'x']])
  expect(existsSync(join(dir.path, '.parley/broker.json'))).toBe(false)
})

test('run passes signals to the script, which has the last word; the broker goes with it', async () => {
  using dir = folder()
  writeFileSync(
    join(dir.path, 'script.mjs'),
    `process.once('SIGINT', () => { console.log('leaving'); process.exit(5) }); setInterval(() => {}, 1000); console.log('here')`,
  )
  await using run = new Parley(dir.path, ['run', 'script.mjs'])
  await run.line('here')
  await expectSomebodyIn(dir.path, BROKER)
  run.signal('SIGINT')
  const { code, out } = await run.end()
  expect([code, out]).toEqual([5, ['here', 'leaving']])
  await expectNobodyIn(dir.path)
})

test('a script that does not listen is ended by the second Ctrl-C; killing run itself ends all', async () => {
  using dir = folder()
  writeFileSync(
    join(dir.path, 'deaf.mjs'),
    `process.on('SIGINT', () => console.log('no')); setInterval(() => {}, 1000); console.log('here')`,
  )
  await using run = new Parley(dir.path, ['run', 'deaf.mjs'])
  await using other = new Parley(dir.path, ['run', 'deaf.mjs'])
  for (const one of [run, other]) await one.line('here')
  run.signal('SIGINT')
  await run.line('no')
  run.signal('SIGTERM')
  other.signal('SIGKILL')
  expect((await run.end()).code).toBe(143)
  await expectNobodyIn(dir.path)
})

test('a command that waits for a broker that hangs still ends on Ctrl-C', async () => {
  using dir = folder()
  await using up = new Parley(dir.path, ['up', '--json', fixture('once.yaml').replace('once', 'network')])
  const { nats } = (await up.object('"ready"')) as { nats: string }
  await using watch = new Parley(dir.path, ['watch', '--nats', nats, '--world', 'yard'])
  await watch.line('watching', watch.err)
  const { pid } = JSON.parse((await import('node:fs')).readFileSync(join(dir.path, '.parley/broker.json'), 'utf8')) as { pid: number }
  process.kill(pid, 'SIGSTOP')
  try {
    watch.signal('SIGINT')
    await watch.end()
  } finally {
    process.kill(pid, 'SIGCONT')
  }
})
