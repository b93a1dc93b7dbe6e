import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, expect, test, vi } from 'vitest'

const root = mkdtempSync(join(tmpdir(), 'parley-orphan-'))
const started: ChildProcess[] = []
afterAll(() => {
  for (const child of started) child.kill('SIGKILL')
  rmSync(root, { recursive: true })
})

function runs(pid: number): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

/** A process that launches a network and tells the pids of its broker and its agents. */
async function launcher(): Promise<{ process: ChildProcess; pids: number[] }> {
  const script = `
    import { launch } from '@parley/runtime/network'
    const greeter = { module: ${JSON.stringify(new URL('./agents/greeter.ts', import.meta.url).href)}, config: { lang: 'en' }, instances: 2 }
    const net = await launch({ agents: { greeter } }, { broker: 'own', dir: ${JSON.stringify(root)}, graceMs: 2000, output: () => {} })
    console.log(JSON.stringify([net.ownBroker.pid, ...net.agents.map(({ pid }) => pid)]))
    setInterval(() => {}, 1000)`
  const tsx = new URL('../../packages/runtime/node_modules/tsx/dist/loader.mjs', import.meta.url).href
  const args = ['--conditions=@parley/source', '--import', tsx, '--input-type=module', '-e', script]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], cwd: new URL('..', import.meta.url) })
  started.push(child)
  for await (const line of createInterface(child.stdout)) return { process: child, pids: JSON.parse(line) as number[] }
  throw new Error(`it ended with ${child.exitCode}`)
}

test('a network whose launcher is killed leaves neither agents nor broker, not even a hung agent', async () => {
  const { process: dying, pids } = await launcher()
  expect(pids.map(runs)).toEqual([true, true, true])
  process.kill(pids[2]!, 'SIGSTOP')
  dying.kill('SIGKILL')
  await vi.waitFor(() => expect(pids.filter(runs)).toEqual([]), { timeout: 20_000 })
})
