import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, expect, test, vi } from 'vitest'
import { bundle } from '../../packages/runtime/src/network/bundle.ts'

const root = mkdtempSync(join(tmpdir(), 'parley-keeper-'))
afterAll(() => rmSync(root, { recursive: true }))

const source = new URL('../../packages/runtime/src/', import.meta.url)
const started: ChildProcess[] = []
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL')
})

/** Whether a process runs; one that has ended and was not collected by its parent does not. */
function runs(pid: number): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

/** A process that never leaves by itself; `deaf` ones ignore SIGTERM. */
async function idle(deaf: boolean): Promise<number> {
  const script = `${deaf ? "process.on('SIGTERM', () => {});" : ''} setInterval(() => {}, 1000); console.log('up')`
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'ignore'] })
  started.push(child)
  await once(child.stdout, 'data')
  return child.pid!
}

/** A parent that has told its keeper of `pids`, does what `then` says, and tells its keeper's pid. */
async function parent(pids: number[], then: string): Promise<{ process: ChildProcess; keeper: number }> {
  const file = join(root, `parent-${started.length}.ts`)
  writeFileSync(
    file,
    `import { startKeeper } from ${JSON.stringify(fileURLToPath(new URL('supervisor/keeper.ts', source)))}
    const keeper = startKeeper({ graceMs: 300 })
    for (const pid of ${JSON.stringify(pids)}) keeper.add(pid)
    ${then}
    console.log(keeper.pid)`,
  )
  const built = await bundle([file], { base: root, dir: root })
  const child = spawn(process.execPath, [fileURLToPath(built.urls.get(file)!)], { stdio: ['ignore', 'pipe', 'inherit'] })
  started.push(child)
  const [text] = await once(child.stdout!, 'data')
  return { process: child, keeper: Number(text) }
}

test('a parent that is killed takes its processes with it, even one that ignores SIGTERM', async () => {
  const pids = [await idle(false), await idle(true)]
  const { process: dying, keeper } = await parent(pids, 'setInterval(() => {}, 1000);')
  expect(runs(keeper)).toBe(true)
  dying.kill('SIGKILL')
  await vi.waitFor(() => expect([...pids, keeper].filter(runs)).toEqual([]), { timeout: 15_000 })
})

test('a parent that is killed takes its temporary folders with it', async () => {
  const folder = mkdtempSync(join(root, 'swept-'))
  writeFileSync(join(folder, 'file'), 'text')
  const { process: dying } = await parent([], `keeper.sweep(${JSON.stringify(folder)}); setInterval(() => {}, 1000);`)
  dying.kill('SIGKILL')
  await vi.waitFor(() => expect(existsSync(folder)).toBe(false), { timeout: 15_000 })
})

test('a parent that says goodbye, or took a pid back, ends nobody', async () => {
  const [kept, dropped] = [await idle(false), await idle(false)]
  const farewell = await parent([kept], 'keeper.close()')
  await vi.waitFor(() => expect(runs(farewell.keeper)).toBe(false), { timeout: 15_000 })
  const careless = await parent([dropped], `keeper.remove(${dropped}); setInterval(() => {}, 1000);`)
  careless.process.kill('SIGKILL')
  await vi.waitFor(() => expect(runs(careless.keeper)).toBe(false), { timeout: 15_000 })
  expect([kept, dropped].map(runs)).toEqual([true, true])
})
