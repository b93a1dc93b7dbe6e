import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { BadNetworkError, checkNetwork, inspectNetwork } from '@parley/runtime/network'
import { afterAll, expect, test } from 'vitest'

const root = mkdtempSync(join(tmpdir(), 'parley-check-'))
afterAll(() => rmSync(root, { recursive: true }))
const agents = fileURLToPath(new URL('./agents', import.meta.url))
const dir = join(root, '.parley')

function write(text: string): string {
  const file = join(root, 'network.yaml')
  writeFileSync(file, text.replaceAll('AGENTS', agents))
  return file
}

async function problemsOf(text: string): Promise<string[]> {
  const error: unknown = await checkNetwork(write(text), { dir }).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(BadNetworkError)
  return (error as BadNetworkError).problems.map((problem) => problem.replace(/^.*network\.yaml/, 'network.yaml'))
}

test('a network that is in order is told with the actions of its agents, and nothing is started', async () => {
  const { spec, actions } = await checkNetwork(
    write(`
agents:
  greeter: { module: AGENTS/greeter.ts, config: { lang: de }, instances: 3 }
  asker: { module: AGENTS/asker.ts#asker }
start: [ { to: asker, action: ask, args: { name: Ada } } ]
`),
    { dir },
  )
  expect(spec.agents.greeter?.instances).toBe(3)
  expect(actions.get('asker')).toEqual(['ask', 'environment'])
})

test('what is wrong inside of the modules is told at its place in the file, all at once', async () => {
  const problems = await problemsOf(`agents:
  greeter:
    module: AGENTS/greeter.ts
    config: { lang: fr }
  asker: { module: AGENTS/asker.ts#notAnAgent }
  again: { module: AGENTS/asker.ts#asker }
  broken: { module: AGENTS/broken.ts }
start:
  - { to: again, action: askk }
`)
  expect(problems).toEqual([
    expect.stringMatching(/^network\.yaml:4:13: agents\.greeter\.config: greeter: config\.lang: /),
    expect.stringMatching(/^network\.yaml:5:20: agents\.asker\.module: .*export notAnAgent is a map, expected what defineAgent gives/),
    expect.stringMatching(/^network\.yaml:7:21: agents\.broken\.module: the disk is on fire$/),
    'network.yaml:9:26: start.0.action: again has no action askk; did you mean ask?',
  ])
})

test('modules that are not there are told before anything is built', async () => {
  expect(
    await problemsOf('agents:\n  a: { module: ./nowhere/a.ts }\n  b: { module: network.ts }\n  c: { module: AGENTS/greter.ts }'),
  ).toEqual([
    expect.stringMatching(/^network\.yaml:2:16: agents\.a\.module: there is no folder .*nowhere$/),
    expect.stringMatching(/^network\.yaml:4:16: agents\.c\.module: there is no file .*greter\.ts; did you mean greeter\.ts\?$/),
  ])
})

test('a package that is not installed is a build error that names it', async () => {
  expect((await problemsOf('agents:\n  a: { module: no-such-package }')).join()).toMatch(/no-such-package/)
})

test('the streams of a network are matched to its slots, under the names that the network gives', async () => {
  const { wiring, profiles } = await checkNetwork(
    write(`
agents:
  left: { module: AGENTS/eyes.ts#camera, roles: [ source ] }
  teller: { module: AGENTS/eyes.ts#captioner, wires: { image: "left:frames" } }
`),
    { dir },
  )
  expect(profiles.get('left')).toMatchObject({ agent: 'left', streams: [{ name: 'frames', type: 'image' }, { name: 'words' }] })
  expect(wiring.agents[1]!.slots.map(({ slot, state, wire }) => [slot.name, state, wire])).toEqual([
    ['image', 'wired', 'left:frames'],
    ['style', 'default', null],
  ])
})

test('wires that cannot be are told beside all else that is wrong, and what has been found stays to be looked at', async () => {
  const file = write(`agents:
  left: { module: AGENTS/eyes.ts#camera }
  lost: { module: AGENTS/broken.ts }
  teller:
    module: AGENTS/eyes.ts#captioner
    wires: { image: "left:words" }
  other:
    module: AGENTS/eyes.ts#captioner
    wires: { style: "left:words" }
start: [ { to: left, action: look } ]
`)
  const { problems, wiring } = await inspectNetwork(file, { dir })
  expect(problems.map((problem) => problem.replace(/^.*network\.yaml/, 'network.yaml'))).toEqual([
    expect.stringMatching(/^network\.yaml:3:19: agents\.lost\.module: the disk is on fire$/),
    'network.yaml:6:21: agents.teller.wires.image: left:words does not fit the slot image: got text, expected image',
    'network.yaml:9:5: agents.other.wires: no stream for the input slot image (image), which has no default',
    'network.yaml:10:30: start.0.action: left has no action look; it has none',
  ])
  expect(wiring.agents.map(({ agent, slots }) => [agent, slots.map(({ state }) => state)])).toEqual([
    ['left', []],
    ['lost', []],
    ['teller', ['wrong', 'default']],
    ['other', ['unmatched', 'wired']],
  ])
})
