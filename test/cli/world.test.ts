import { spawn } from 'node:child_process'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { connect } from '@parley/runtime'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type worker from './fixture/worker.ts'
import { fixture, folder, Parley, SHIM } from './parley.ts'

/** One network for all of these: what `send`, `watch` and `ps` say of it. */
const dir = folder()
let up: Parley
let ready: { nats: string; world: string; agents: { name: string; instance: string; pid: number }[] }
beforeAll(async () => {
  up = new Parley(dir.path, ['up', fixture('network.yaml'), '--json'])
  ready = (await up.object('"ready"')) as never
})
afterAll(async () => {
  up.signal('SIGINT')
  expect((await up.end()).code).toBe(0)
  dir[Symbol.dispose]()
})
const run = (...args: string[]) => Parley.run(dir.path, args)

test('up says first where the network is and who is there, and leaves that to other commands', async () => {
  expect(JSON.parse(up.out[0]!)).toEqual({
    ...{ event: 'ready', nats: expect.stringMatching(/^nats:\/\/127\.0\.0\.1:\d+$/), world: 'yard' },
    agents: ['worker', 'worker', 'other'].map((name) => ({ name, instance: expect.any(String), pid: expect.any(Number) })),
  })
  const file = join(dir.path, '.parley/broker.json')
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ url: ready.nats, world: 'yard', pid: expect.any(Number) })
  expect(statSync(file).mode & 0o777).toBe(0o600)
})

test('send prints each status with its time, and ends with the result', async () => {
  const { code, out, err } = await run('send', 'worker', 'echo', 'text=hello', 'n=2')
  expect([code, err]).toEqual([0, []])
  expect(out.map((line) => line.replace(/^\d\d:\d\d:\d\d\.\d{3} {2}worker\S*/, 'time, agent'))).toEqual([
    ...['time, agent  requested', 'time, agent  received', 'time, agent  running', 'time, agent  completed ok', 'hellohello'],
  ])
})

test('send gives samples in the place of streams: the bytes of a file, and text', async () => {
  writeFileSync(join(dir.path, 'dot.png'), Uint8Array.of(1, 2, 3))
  const { code, out } = await run('send', 'worker', 'size', '--sample', '@dot.png', 'in all')
  expect([code, out.join('\n')]).toEqual([0, expect.stringContaining('"bytes": "3 in all"')])
  const unfit = await run('send', 'worker', 'size', '--sample', 'bytes')
  expect([unfit.code, unfit.out.join('\n')]).toEqual([1, expect.stringContaining('no stream fits the input slot picture')])
  const unknown = await run('send', 'worker', 'size', '--stream', 'worker:nothing')
  expect([unknown.code, unknown.out.join('\n')]).toEqual([1, expect.stringContaining('UNKNOWN_STREAM')])
})

test('send --json prints an object for each status and ends with the final one', async () => {
  const { code, objects, err } = await run('send', '--json', 'worker', 'echo', 'text=hello')
  expect([code, err]).toEqual([0, []])
  expect(objects.map(({ status }) => status)).toEqual(['requested', 'received', 'running', 'completed'])
  const uuid = expect.stringMatching(/^[A-Za-z0-9-]+_cli-[0-9a-f]{8}$/)
  expect(objects.at(-1)).toMatchObject({ uuid, target: 'worker', status: 'completed', reason: 'ok', result: 'hello' })
})

test('arguments come as words, as JSON, from a file and from standard input', async () => {
  const args = { a: { b: [1, 'x'] }, t: true }
  writeFileSync(join(dir.path, 'args.json'), JSON.stringify(args))
  const results = await Promise.all([
    run('send', '--json', 'worker', 'same', 'a.b=[1,"x"]', 't=true'),
    run('send', '--json', 'worker', 'same', '--args', JSON.stringify(args)),
    run('send', '--json', 'worker', 'same', '--args', '@args.json'),
    Parley.run(dir.path, ['send', '--json', 'worker', 'same', '--args', '-'], { input: JSON.stringify(args) }),
  ])
  for (const { objects } of results) expect(objects.at(-1)!.result).toEqual(args)
})

test('samples are printed as they come, before the end; steps limit them', async () => {
  const { objects } = await run('send', 'worker', 'count', 'to=1000', '--steps', '3', '--json')
  expect(objects.filter((one) => 'sample' in one).map(({ sample }) => sample)).toEqual([1, 2, 3])
  expect(objects.at(-1)).toMatchObject({ status: 'completed', reason: 'ok' })
  const { out } = await run('send', 'worker', 'count', 'to=2')
  expect(out.filter((line) => line.startsWith('sample'))).toEqual(['sample  1', 'sample  2'])
  expect(out.at(-1)).toBe('counted')
})

test('several are asked at once, and the last object says how each ended', async () => {
  const both = await run('send', 'worker,other', 'echo', 'text=hi', '--json')
  expect(both.code).toBe(0)
  expect(both.objects.at(-1)).toMatchObject({ ok: 'all', targets: { worker: { result: 'hi' }, other: { result: 'hi' } } })
  const one = await run('send', 'worker,nobody', 'echo', 'text=hi', '--json')
  expect(one.code).toBe(1)
  expect(one.objects.at(-1)).toMatchObject({ ok: 'partial', targets: { nobody: { reason: 'rejected', error: { code: 'NO_RESPONDERS' } } } })
})

test('what did not end ok is exit code 1, with what went wrong', async () => {
  const ends = await Promise.all([
    run('send', 'worker', 'fail', '--json'),
    run('send', 'worker', 'echo', '--json'),
    run('send', 'worker', 'dance', '--json'),
    run('send', 'nobody', 'echo', '--json'),
    run('send', 'worker', 'slow', 'ms=60000', '--timeout', '200ms', '--json'),
  ])
  expect(ends.map(({ code, objects }) => [code, objects.at(-1)!.reason, (objects.at(-1)!.error as { code: string }).code])).toEqual([
    [1, 'error', 'HANDLER_FAILED'],
    [1, 'rejected', 'BAD_ARGUMENTS'],
    [1, 'rejected', 'UNKNOWN_ACTION'],
    [1, 'rejected', 'NO_RESPONDERS'],
    [1, 'timeout', 'TIMEOUT'],
  ])
})

test('Ctrl-C during a send cancels what was sent', async () => {
  await using send = new Parley(dir.path, ['send', 'worker', 'slow', 'ms=60000'])
  await using watch = new Parley(dir.path, ['watch', '--to', 'worker', '--json'])
  await watch.line('watching', watch.err)
  await send.line('running')
  send.signal('SIGINT')
  const { code, out } = await send.end()
  expect(code).toBe(1)
  expect(out.at(-1)).toMatch(/completed cancelled {2}CANCELLED/)
  expect(await watch.object('"completed"')).toMatchObject({ target: 'worker', reason: 'cancelled' })
})

test('watch follows what others ask, filtered, until Ctrl-C', async () => {
  await using all = new Parley(dir.path, ['watch', '--json'])
  await using plain = new Parley(dir.path, ['watch', '--to', 'other'])
  for (const watch of [all, plain]) await watch.line('watching the world yard', watch.err)
  await run('send', 'worker', 'echo', 'text=a')
  await run('send', 'other', 'echo', 'text=b')
  await plain.line('completed ok')
  await vi.waitFor(() => expect(all.out.filter((line) => line.includes('"completed"'))).toHaveLength(2), { timeout: 60_000 })
  all.signal('SIGINT')
  plain.signal('SIGTERM')
  const ended = await all.end()
  expect([ended.code, (await plain.end()).code]).toEqual([0, 0])
  expect(ended.objects.filter(({ status }) => status === 'completed')).toMatchObject([
    { target: 'worker', result: 'a' },
    { target: 'other', result: 'b' },
  ])
  expect(plain.out.join('\n')).not.toContain('worker')
  expect(plain.out.at(-1)).toMatch(/^\d\d:\d\d:\d\d\.\d{3} {2}other\/\w{4} {2}completed ok {2}\S+_cli-[0-9a-f]{8}$/)
})

test('a watch whose output nobody takes stays well: what came meanwhile is shown or counted, and Ctrl-C ends it', async () => {
  await using watch = new Parley(dir.path, ['watch', '--json', '--to', 'worker'])
  await using stuck = new Parley(dir.path, ['watch', '--to', 'worker'])
  for (const one of [watch, stuck]) {
    await one.line('watching', one.err)
    one.reads(false)
  }
  await using client = await connect({ servers: ready.nats, world: 'yard' })
  const calls = 8_000
  for (let n = 0; n < calls; n += 1_000)
    await Promise.all(Array.from({ length: 1_000 }, () => client.peer<typeof worker>('worker').echo({ text: 'x' })))
  watch.reads(true)
  const told = (part: string) => watch.out.filter((line) => line.includes(part))
  const missed = () => told('"missed"').reduce((sum, line) => sum + (JSON.parse(line) as { missed: number }).missed, 0)
  await vi.waitFor(() => expect(told('"status"').length + missed()).toBe(3 * calls), { timeout: 60_000 })
  expect(missed()).toBeGreaterThan(0)
  stuck.signal('SIGINT')
  await vi.waitFor(() => expect(stuck.hasExited).toBe(true), { timeout: 10_000 })
})

test('watch ends when nobody reads any more', async () => {
  const shell = spawn('sh', ['-c', `"${process.execPath}" "${SHIM}" watch | head -1`], { cwd: dir.path, stdio: 'ignore', detached: true })
  try {
    const sendUntilItEnds = async () => {
      await run('send', 'worker', 'echo', 'text=a')
      expect(shell.exitCode).toBe(0)
    }
    await vi.waitFor(sendUntilItEnds, { timeout: 60_000, interval: 10 })
  } finally {
    if (shell.exitCode === null) process.kill(-shell.pid!, 'SIGKILL')
  }
})

test('ps lists the agents of the world with their figures, and no client', async () => {
  const { code, objects } = await run('ps', '--json')
  expect(code).toBe(0)
  expect(objects.map(({ name, pid }) => [name, pid]).sort()).toEqual(ready.agents.map(({ name, pid }) => [name, pid]).sort())
  expect(objects[0]).toMatchObject({
    world: 'yard',
    version: '1.2.3',
    open: 0,
    waiting: 0,
    running: 0,
    done: expect.any(Number),
    failed: expect.any(Number),
  })
  const { out } = await run('ps')
  expect(out[0]).toMatch(/^NAME +INSTANCE +PID +UP +OPEN +WAITING +RUNNING +DONE +FAILED +WORLD$/)
  expect(out.slice(1).map((line) => line.split(/ +/)[0])).toEqual(['other', 'worker', 'worker'])
})

test('another world is empty, and that is no failure', async () => {
  const { code, out, err } = await run('ps', '--world', 'elsewhere')
  expect([code, out]).toEqual([0, []])
  expect(err[0]).toContain('no agents run in the world elsewhere')
  const asked = await Parley.run(dir.path, ['send', 'worker', 'echo', 'text=x', '--json'], { env: { PARLEY_WORLD: 'elsewhere' } })
  expect(asked.objects.at(-1)).toMatchObject({ error: { code: 'NO_RESPONDERS' } })
})

test('options may stand before the command too, and the -- of pnpm is passed over', async () => {
  const { code, objects } = await run('--', '--json', 'ps', '--nats', ready.nats, '--world', 'yard')
  expect([code, objects.length]).toEqual([0, 3])
})

test('a server that is named must answer', async () => {
  const { code, err, out } = await run('ps', '--nats', 'nats://127.0.0.1:1', '--json')
  expect(code).toBe(1)
  expect(err).toEqual([expect.stringMatching(/^parley: BROKER_UNAVAILABLE: --nats: .*ECONNREFUSED.*\(trying again may help\)$/)])
  expect(JSON.parse(out[0]!)).toEqual({ error: { code: 'BROKER_UNAVAILABLE', message: expect.any(String), retryable: true } })
  const fromEnv = await Parley.run(dir.path, ['ps'], { env: { NATS_URL: 'nats://127.0.0.1:1' } })
  expect([fromEnv.code, fromEnv.err[0]]).toEqual([1, expect.stringContaining('NATS_URL')])
})

test('doctor finds the broker and says what its storage survives', async () => {
  const { code, objects } = await run('doctor', '--json')
  expect(code).toBe(0)
  const found = new Map(objects.map((one) => [one.subject, one]))
  expect(found.get('broker')).toMatchObject({ level: 'ok', found: expect.stringContaining(ready.nats) })
  expect(found.get('jetstream')).toMatchObject({ advice: expect.stringContaining('power') })
  expect([...found.keys()]).toEqual(
    expect.arrayContaining(['node', 'nats-server', 'broker version', 'max_payload', '.parley folder', 'terminal']),
  )
  expect((await run('doctor', '--nats', 'nats://127.0.0.1:1')).code).toBe(1)
})

test('an agent that falls is told as it happens: exited, restarting, started', async () => {
  const { pid } = ready.agents.find(({ name }) => name === 'other')!
  process.kill(pid, 'SIGKILL')
  expect(await up.object('"exited"')).toMatchObject({ event: 'exited', agent: 'other', number: 1, pid, signal: 'SIGKILL' })
  expect(await up.object('"restarting"')).toMatchObject({ agent: 'other', attempt: 1 })
  expect(await up.object('"started"')).toMatchObject({ agent: 'other', instance: expect.any(String) })
})
