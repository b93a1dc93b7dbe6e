import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { folder, Parley } from '../cli/parley.ts'

const fixture = (name: string) => fileURLToPath(new URL(`./fixture/${name}`, import.meta.url))

test('behaviour draws the machine of an agent', async () => {
  using dir = folder()
  const { code, out, err } = await Parley.run(dir.path, ['behaviour', fixture('oven.ts')])
  expect([code, err]).toEqual([0, []])
  expect(out).toEqual([
    'stateDiagram-v2',
    '  [*] --> cold',
    '  cold',
    '  cold : takes heat, break',
    '  hot',
    '  hot : takes bake, break',
    '  hot : starts beep (after 50 ms)',
    '  baking',
    '  baking : lets the rest wait',
    '  broken',
    '  smoking',
    '  cold --> hot : parley.done.heat',
    '  cold --> broken : parley.done.break',
    '  hot --> baking : parley.started.bake',
    '  hot --> broken : parley.done.break',
    '  hot --> cold : after 1 min',
    '  baking --> hot : parley.done.bake',
    '  baking --> cold : parley.failed.bake',
    '  broken --> smoking : always',
    '  smoking --> broken : always',
  ])
  expect(existsSync(join(dir.path, '.parley/state'))).toBe(false) // nothing was started
})

test('behaviour --json gives the machine as one object', async () => {
  using dir = folder()
  const { code, objects } = await Parley.run(dir.path, ['behaviour', '--json', fixture('oven.ts')])
  expect(code).toBe(0)
  expect(objects).toMatchObject([
    {
      agent: 'oven',
      machine: { path: '', kind: 'compound', initial: 'cold', states: [{ path: 'cold', takes: ['heat', 'break'] }, {}, {}, {}, {}] },
    },
  ])
})

test('behaviour --svg writes a drawing', async () => {
  using dir = folder()
  const { code, out } = await Parley.run(dir.path, ['behaviour', '--svg', 'oven.svg', fixture('oven.ts')])
  expect([code, out]).toEqual([0, ['drawn in oven.svg']])
  const svg = readFileSync(join(dir.path, 'oven.svg'), 'utf8')
  expect(svg).toMatch(/^<svg[\s\S]*The behaviour of oven[\s\S]*starts beep \(after 50 ms\)[\s\S]*<\/svg>\n$/)
})

test('of several behaviours one is named; whatever the module prints is not mixed with the drawing', async () => {
  using dir = folder()
  const { code, out } = await Parley.run(dir.path, ['behaviour', `${fixture('two.ts')}#other`])
  expect([code, out]).toEqual([0, ['stateDiagram-v2', '  [*] --> b', '  b']])
})

test('what cannot be drawn is said, with the right exit code', async () => {
  using dir = folder()
  const runs: [number, RegExp, string][] = [
    [2, /two\.ts exports several: two\.ts#one, two\.ts#other/, fixture('two.ts')],
    [2, /oven\.ts exports no behaviour wrong, but oven\.ts#default/, `${fixture('oven.ts')}#wrong`],
    [2, /there is no file none\.ts/, 'none.ts'],
    [1, /BAD_DEFINITION: behaviour: state a: meta\.take: /, fixture('wrong.ts')],
    [1, /START_FAILED: the disk is on fire/, fileURLToPath(new URL('../network/agents/broken.ts', import.meta.url))],
  ]
  for (const [code, text, file] of runs) {
    const ran = await Parley.run(dir.path, ['behaviour', file])
    expect([ran.code, ran.out, ran.err.join('\n')]).toEqual([code, [], expect.stringMatching(text)])
  }
})
