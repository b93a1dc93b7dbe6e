import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { launch } from '@parley/runtime/network'
import { afterAll, expect, test, vi } from 'vitest'
import type hanging from './agents/hanging.ts'

const dir = mkdtempSync(join(tmpdir(), 'parley-hangs-'))
afterAll(() => rmSync(dir, { recursive: true }))

const PATIENCE = { timeout: 20_000 }

test.each(['hang', 'SIGSTOP'])(
  'an instance that is there and does not live (%s) is killed and replaced, and its work ends disconnected',
  async (how) => {
    await using net = await launch(
      { world: 'ward', agents: { hanging: { module: './agents/hanging.ts' } } },
      { broker: 'own', dir, base: import.meta.url, beatMs: 200, output: () => {} },
    )
    const agent = net.client.peer<typeof hanging>('hanging')
    const pid = await agent.pid({})
    const lost = net.client.send(agent.hang, {})
    const ending = lost.result.then(
      () => 'ok',
      (error) => error.reason,
    )
    if (how === 'SIGSTOP') process.kill(pid, 'SIGSTOP')
    await vi.waitUntil(() => net.agents[0]?.restarts === 1 && net.agents[0].state === 'ready', PATIENCE)
    expect(await agent.pid({})).not.toBe(pid)
    expect(await ending).toBe('disconnected')
  },
)
