import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test, vi } from 'vitest'
import { bundle } from '../../packages/runtime/src/network/bundle.ts'

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
  const script = fileURLToPath(new URL('./launcher.ts', import.meta.url))
  const built = await bundle([script], { base: root, dir: root })
  const child = spawn(process.execPath, [fileURLToPath(built.urls.get(script)!), root], { stdio: ['ignore', 'pipe', 'inherit'] })
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
