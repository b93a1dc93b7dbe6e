import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from '@parley/runtime'
import { checkNetwork, launch, type NetworkInput } from '@parley/runtime/network'
import { expect, test, vi } from 'vitest'
import { Ear, Source } from './agents/flow.ts'

const network: NetworkInput = {
  world: 'flow',
  agents: {
    source: { module: './agents/flow.ts#source', roles: ['origin'] },
    louder: { module: './agents/flow.ts#louder', wires: { word: 'source:words' } },
    ear: { module: './agents/flow.ts#ear', wires: { sound: 'louder:loud' } },
  },
  roles: { speaker: ['ann'] },
}

test('what check has matched flows from agent to agent, by the wires of the network, and its roles say who may ask', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'parley-wires-'))
  const options = { dir, base: import.meta.url, env: { ...process.env, PARLEY_WORLD: undefined } }
  const { wiring } = await checkNetwork(network, options)
  expect(wiring.agents.map(({ slots }) => slots.map(({ state }) => state))).toEqual([[], ['wired', 'default'], ['wired']])
  {
    await using net = await launch(network, { ...options, broker: 'own', output: () => {} })
    await using ann = await connect({ servers: net.url, world: net.world, name: 'ann' })
    await using ben = await connect({ servers: net.url, world: net.world, name: 'ben' })
    await expect(ben.peer(Source).say({ word: 'no' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    // A word that is said before the wires lie is heard by nobody: it is said until it is.
    await vi.waitFor(
      async () => {
        await ann.peer(Source).say({ word: 'yes' })
        expect(await ann.peer(Ear).heard({})).toContain('YES!')
      },
      { timeout: 20_000, interval: 100 },
    )
    expect(await ann.peer(Ear).heard({})).not.toContain('NO!')
  }
  rmSync(dir, { recursive: true })
}, 60_000)
