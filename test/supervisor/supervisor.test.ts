import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import type { AgentLine, SupervisorEvent } from '../../packages/runtime/src/supervisor/event.ts'
import { startKeeper } from '../../packages/runtime/src/supervisor/keeper.ts'
import { DEFAULT_RESTART, type RestartPolicy } from '../../packages/runtime/src/supervisor/restart.ts'
import type { SeatSpec } from '../../packages/runtime/src/supervisor/seat.ts'
import { Supervisor } from '../../packages/runtime/src/supervisor/supervisor.ts'

const dir = mkdtempSync(join(tmpdir(), 'parley-supervisor-'))
afterAll(() => rmSync(dir, { recursive: true }))

const READY = `process.send({ kind: 'ready', instance: 'instance-' + process.pid, pid: process.pid });`
const OBEY = `process.on('message', () => process.exit(0)); process.on('SIGINT', () => {});`

const seat = (agent: string, script: string, more: Partial<SeatSpec> & { restart?: RestartPolicy } = {}): SeatSpec => ({
  agent,
  number: 1,
  args: ['-e', script],
  env: process.env,
  readyMs: 20_000,
  restart: DEFAULT_RESTART,
  ...more,
})

/** A supervisor with all that it says, stopped at the end; pauses before restarts are as short as they get. */
function supervise(options: { graceMs?: number } = {}) {
  const events: SupervisorEvent[] = []
  const lines: AgentLine[] = []
  const keeper = startKeeper()
  const supervisor = new Supervisor({
    keeper,
    random: () => 0,
    emit: (event) => events.push(event),
    output: (line) => lines.push(line),
    ...options,
  })
  const kinds = (agent: string) => events.flatMap((event) => (event.agent === agent ? [event.kind] : []))
  return {
    ...{ supervisor, events, lines, kinds },
    async [Symbol.asyncDispose]() {
      await supervisor.stop()
      keeper.close()
    },
  }
}

test('all start, write their lines, and drain when they are asked to', async () => {
  await using s = supervise()
  const logFile = join(dir, 'logs', 'a-1.log')
  await s.supervisor.start([
    seat('a', `${OBEY} console.log('hello'); console.error('oops'); ${READY}`, { logFile }),
    seat('b', OBEY + READY),
  ])
  expect(s.supervisor.agents.map(({ name, state }) => [name, state])).toEqual([
    ['a', 'ready'],
    ['b', 'ready'],
  ])
  await s.supervisor.stop()
  await s.supervisor.ended
  expect(s.kinds('a')).toEqual(['starting', 'ready', 'exited', 'stopped'])
  expect(s.events.find(({ kind }) => kind === 'exited')).toMatchObject({ code: 0, signal: null })
  expect(s.lines.map(({ stream, text }) => `${stream}: ${text}`).sort()).toEqual(['stderr: oops', 'stdout: hello'])
  expect(readFileSync(logFile, 'utf8').split('\n').sort()).toEqual(['', 'hello', 'oops'])
})

test('a killed instance comes back as another one', async () => {
  await using s = supervise()
  await s.supervisor.start([seat('a', OBEY + READY)])
  const before = s.supervisor.agents[0]!
  expect(s.supervisor.kill(before.instance!)).toBe(1)
  await vi.waitFor(() => expect(s.supervisor.agents[0]).toMatchObject({ state: 'ready', restarts: 1 }), { timeout: 15_000 })
  expect(s.supervisor.agents[0]!.pid).not.toBe(before.pid)
  expect(s.kinds('a')).toEqual(['starting', 'ready', 'exited', 'restarting', 'starting', 'ready'])
  expect(s.events.find(({ kind }) => kind === 'exited')).toMatchObject({ signal: 'SIGKILL', instance: before.instance })
})

test('an agent that does not stay up brings the network down with its last lines, and nothing is left', async () => {
  await using s = supervise()
  const broken = seat('broken', `${OBEY} ${READY} console.error('no memory for this'); setTimeout(() => process.exit(7), 10)`, {
    restart: { when: 'failure', max: 2, windowS: 60 },
  })
  await s.supervisor.start([seat('well', OBEY + READY), broken])
  const error: Error = await s.supervisor.ended.then(
    () => expect.unreachable(),
    (reason) => reason,
  )
  expect(error).toMatchObject({ code: 'NETWORK_FAILED' })
  expect(error.message).toMatch(
    /^broken\/1 does not stay up after 2 restarts within 60 s: ended with code 7\nIts last lines:\n {2}no memory for this/,
  )
  expect(s.supervisor.agents.map(({ name, state, pid }) => [name, state, pid])).toEqual([
    ['well', 'stopped', undefined],
    ['broken', 'failed', undefined],
  ])
})

test('what a restart cannot mend is not tried again', async () => {
  await using s = supervise()
  const script = `process.send({ kind: 'failed', code: 'BAD_CONFIG', message: 'lang: got nothing' }, () => process.exit(1))`
  await expect(s.supervisor.start([seat('a', script)])).rejects.toThrow(/a\/1 does not stay up: BAD_CONFIG: lang: got nothing/)
  expect(s.kinds('a')).toEqual(['starting', 'exited', 'failed'])
})

test('one that leaves in order rests, unless it is always wanted or was never up', async () => {
  await using s = supervise()
  await s.supervisor.start([seat('once', `${READY} process.disconnect()`), seat('stays', OBEY + READY)])
  await vi.waitFor(() => expect(s.supervisor.agents[0]!.state).toBe('stopped'), { timeout: 15_000 })
  expect(s.supervisor.agents[1]!.state).toBe('ready')
  await using t = supervise()
  await expect(t.supervisor.start([seat('never-up', '', { restart: { when: 'never', max: 0, windowS: 1 } })])).rejects.toThrow(
    /ended with code 0/,
  )
})

test('one that is not ready in time, and one that does not leave in time, are killed', async () => {
  await using s = supervise({ graceMs: 200 })
  const hang = `process.on('SIGTERM', () => {}); setInterval(() => {}, 1000);`
  const late = supervise()
  await expect(late.supervisor.start([seat('late', hang, { readyMs: 200, restart: { ...DEFAULT_RESTART, max: 0 } })])).rejects.toThrow(
    /not ready within 200 ms/,
  )
  await late[Symbol.asyncDispose]()
  await s.supervisor.start([seat('deaf', hang + READY)])
  await s.supervisor.stop()
  expect(s.events.find(({ kind }) => kind === 'exited')).toMatchObject({ signal: 'SIGKILL' })
})

test('a stop before all are ready ends the start', async () => {
  await using s = supervise()
  const start = s.supervisor.start([seat('slow', `${OBEY} setInterval(() => {}, 1000)`)])
  await vi.waitFor(() => expect(s.supervisor.agents[0]!.pid).toBeDefined())
  void s.supervisor.stop()
  await expect(start).rejects.toMatchObject({ code: 'CLOSED' })
})
