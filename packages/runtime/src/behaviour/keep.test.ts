import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ManualClock } from '../testing/manual-clock.ts'
import { mindRig } from '../testing/mind-rig.ts'
import { assign, createMachine, setup } from './index.ts'

/** A folder, and one process after the other that keeps its state there. None says goodbye: each is as if it had been killed. */
function place(machine: Parameters<typeof mindRig>[0]) {
  const dir = mkdtempSync(join(tmpdir(), 'parley-keep-'))
  const stateDir = join(dir, 'state', 'w')
  const clock = new ManualClock()
  return {
    ...{ clock, stateDir, file: join(stateDir, 'bob.json') },
    start: async (of = machine) => {
      const rig = mindRig(of, { clock, stateDir, keep: true })
      await rig.run()
      return rig
    },
    [Symbol.dispose]: () => rmSync(dir, { recursive: true, force: true }),
  }
}

const counting = setup({ types: { context: {} as { n: number } } }).createMachine({
  context: { n: 0 },
  initial: 'idle',
  states: {
    idle: { on: { 'parley.started.work': 'busy' } },
    busy: {
      initial: 'early',
      states: { early: { after: { 1000: 'late' } }, late: {} },
      on: {
        'parley.done.work': { target: 'idle', actions: assign({ n: ({ context }) => context.n + 1 }) },
        'parley.failed.work': 'failed',
      },
    },
    failed: {},
  },
})

test('the state goes on in the next process, and with it what the machine remembers', async () => {
  using at = place(counting)
  const first = await at.start()
  first.started('1')
  first.ended('1')
  expect(JSON.parse(readFileSync(at.file, 'utf8')).kept.machine.snapshot).toMatchObject({ value: 'idle', context: { n: 1 } })
  const second = await at.start()
  expect(second.state).toBe('idle')
  second.started('2')
  second.ended('2')
  expect(JSON.parse(readFileSync(at.file, 'utf8')).kept.machine.snapshot.context).toEqual({ n: 2 })
})

test('what the process took with it has failed: the machine hears of it', async () => {
  using at = place(counting)
  ;(await at.start()).started('1')
  const second = await at.start()
  expect(second.state).toBe('failed')
  expect((await at.start()).state).toBe('failed') // and it hears of it once
})

test('delays go on where they were: the time between counts', async () => {
  const waits = createMachine({ initial: 'a', states: { a: { after: { 60000: 'b' }, on: { 'parley.done.*': 'c' } }, b: {}, c: {} } })
  using at = place(waits)
  await at.start()
  at.clock.block(40_000)
  const second = await at.start()
  at.clock.block(19_000)
  const third = await at.start()
  await at.clock.pass(999)
  expect([second.state, third.state]).toEqual(['a', 'a'])
  await at.clock.pass(1)
  expect(third.state).toBe('b')
  using other = place(waits)
  await other.start()
  other.clock.block(90_000)
  const late = await other.start()
  await other.clock.settle()
  await other.clock.pass(0)
  expect(late.state).toBe('b')
})

test('a delay that was restored is taken back when its state is left', async () => {
  const machine = createMachine({
    initial: 'a',
    states: { a: { after: { 1000: 'b' }, on: { 'parley.started.work': 'c' } }, b: {}, c: { on: { '*': 'b' } } },
  })
  using at = place(machine)
  await at.start()
  at.clock.block(500)
  const second = await at.start()
  second.started('1')
  await at.clock.pass(10_000)
  expect(second.state).toBe('c')
})

test('an action of its own that was due begins in the next process; one that had begun does not begin again, but for every so often', async () => {
  const starts = [{ action: 'once' }, { action: 'late', afterMs: 1_000 }, { action: 'tick', everyMs: 300 }]
  using at = place(createMachine({ initial: 'a', states: { a: { meta: { starts } } } }))
  const first = await at.start()
  expect(first.times()).toEqual(['0 once', '0 tick'])
  at.clock.block(600)
  const second = await at.start()
  await at.clock.pass(1_000)
  expect(second.times()).toEqual(['300 tick', '400 late'])
})

test('the partner is kept', async () => {
  const machine = createMachine({
    initial: 'a',
    states: { a: { meta: { starts: [{ action: 'greet', args: '<partner>', afterMs: 10 }] } } },
  })
  using at = place(machine)
  const first = await at.start()
  first.started('1', 'work', 'zoe')
  const second = await at.start()
  await at.clock.pass(10)
  expect(second.begun).toMatchObject([{ args: 'zoe' }])
})

test('a state of another machine, or a file that is none, is left aside, and said', async () => {
  using at = place(counting)
  ;(await at.start()).started('1')
  const other = createMachine({ initial: 'busy', states: { busy: {} } })
  const second = await at.start(other)
  expect([second.state, second.logged]).toEqual(['busy', ['warn: the behaviour begins anew']])
  writeFileSync(at.file, '{"v":1')
  expect((await at.start(other)).logged).toEqual(['warn: the behaviour begins anew'])
  writeFileSync(at.file, '{"v":2}')
  expect((await at.start(other)).logged).toEqual(['warn: the behaviour begins anew'])
  expect((await at.start(other)).logged).toEqual([])
})

test('where it failed is not kept: a restart goes on from before', async () => {
  const boom = () => {
    throw new Error('boom')
  }
  const machine = createMachine({
    initial: 'a',
    states: {
      a: { on: { 'parley.started.work': 'b' } },
      b: { on: { 'parley.done.work': 'c', 'parley.failed.work': 'd' } },
      c: { entry: boom },
      d: {},
    },
  })
  using at = place(machine)
  const first = await at.start()
  first.started('1')
  first.ended('1')
  expect(first.mind.situation.status).toBe('error')
  expect((await at.start()).state).toBe('d')
})

test('that it came to its end is kept', async () => {
  using at = place(createMachine({ initial: 'a', states: { a: { on: { 'parley.started.work': 'b' } }, b: { type: 'final' } } }))
  ;(await at.start()).started('1')
  expect((await at.start()).mind.situation).toEqual({ status: 'done', state: 'b' })
})

test('the file is its owner’s alone, and no draft stays beside it', async () => {
  using at = place(counting)
  await at.start()
  expect(statSync(at.file).mode & 0o777).toBe(0o600)
  expect(readdirSync(at.stateDir)).toEqual(['bob.json'])
})

test('a goodbye changes nothing of what is kept', async () => {
  using at = place(counting)
  const first = await at.start()
  first.started('1')
  const before = readFileSync(at.file, 'utf8')
  first.mind.quiet()
  first.mind.close()
  expect(readFileSync(at.file, 'utf8')).toBe(before)
})

test('a disk that takes nothing is said once, and the behaviour goes on', async () => {
  using at = place(counting)
  writeFileSync(join(at.stateDir, '..', '..', 'file'), '')
  const rig = mindRig(counting, { clock: at.clock, keep: true, stateDir: join(at.stateDir, '..', '..', 'file') })
  await rig.run()
  rig.started('1')
  expect(rig.state).toBe('busy.early')
  rig.ended('1')
  expect(rig.logged.filter((line) => line.startsWith('error'))).toEqual([
    expect.stringContaining('the state of the behaviour cannot be kept'),
  ])
})

test('without keep nothing is written', async () => {
  using at = place(counting)
  const rig = mindRig(counting, { clock: at.clock, stateDir: at.stateDir })
  await rig.run()
  rig.started('1')
  expect(() => readdirSync(at.stateDir)).toThrow(/ENOENT/)
})
