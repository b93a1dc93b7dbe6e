import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fixture, folder, Parley } from './parley.ts'

const run = (cwd: string, ...args: string[]) => Parley.run(cwd, args)

test('help lists every command, and each tells its own', async () => {
  using dir = folder()
  const { code, out } = await run(dir.path, '--help')
  expect(code).toBe(0)
  for (const name of ['up', 'run', 'dev', 'send', 'watch', 'ps', 'check', 'doctor'])
    expect(out.join('\n')).toMatch(new RegExp(`^  ${name} `, 'm'))
  const send = await run(dir.path, 'send', '--help')
  expect([send.code, send.out.join('\n')]).toEqual([0, expect.stringContaining('--timeout')])
})

test('bad usage is exit code 2, with what was wrong on standard error', async () => {
  using dir = folder()
  const calls: [RegExp, ...string[]][] = [
    [/Usage: parley/],
    [/unknown command 'sned'[\s\S]*send/, 'sned'],
    [/unknown option '--fast'/, 'ps', '--fast'],
    [/missing required argument/, 'up'],
    [/--world/, 'ps', '--world', 'A b'],
    [/BAD_NAME: agents: got "A"/, 'send', 'A', 'echo'],
    [/expected key=value/, 'send', 'worker', 'echo', 'hello'],
    [/--timeout: got "30"/, 'send', 'worker', 'echo', '--timeout', '30'],
    [/--steps/, 'send', 'worker', 'echo', '--steps', '0'],
    [/there is no file none\.ts/, 'run', 'none.ts'],
    [/there is no file none\.ts/, 'dev', 'none.ts'],
  ]
  const ran = await Promise.all(calls.map(([, ...args]) => run(dir.path, ...args)))
  for (const [i, [text]] of calls.entries())
    expect([ran[i]!.code, ran[i]!.out, ran[i]!.err.join('\n')]).toEqual([2, [], expect.stringMatching(text)])
})

test('an error is a line with its code; the stack is for whoever asks for it', async () => {
  using dir = folder()
  const plain = await run(dir.path, 'ps', '--nats', 'nats://127.0.0.1:1')
  expect(plain.err).toHaveLength(1)
  const { err } = await Parley.run(dir.path, ['ps', '--nats', 'nats://127.0.0.1:1'], { env: { PARLEY_LOG: 'debug' } })
  expect(err.join('\n')).toMatch(/\n {4}at /)
})

test('check tells what is in a network', async () => {
  using dir = folder()
  const { code, objects } = await run(dir.path, 'check', '--json', fixture('network.yaml'))
  expect(code).toBe(0)
  expect(objects).toMatchObject([
    { agent: 'worker', instances: 2, actions: expect.arrayContaining(['echo', 'count']) },
    { agent: 'other', instances: 1 },
  ])
})

test('check tells which stream goes to which slot, beside what is wrong with it', async () => {
  using dir = folder()
  const { code, out } = await run(dir.path, 'check', fixture('wired.yaml'))
  expect(code).toBe(1)
  expect(out).toEqual([
    'camera: no actions',
    'captioner × 2: process',
    '  image  image  <- camera:frames (image)',
    '  style  json   its default',
    'blind: process',
    '  image  image  <- camera:words (text), which cannot be',
    '  style  json   its default',
    expect.stringMatching(/wired\.yaml:7:21: agents\.captioner\.wires\.image: each of the 2 instances .* \(worth knowing\)$/),
    expect.stringMatching(
      /wired\.yaml:10:21: agents\.blind\.wires\.image: camera:words does not fit the slot image: got text, expected image$/,
    ),
  ])
  const { objects } = await run(dir.path, 'check', '--json', fixture('wired.yaml'))
  expect(objects).toMatchObject([
    { agent: 'camera', streams: [{ name: 'frames', type: 'image', delivery: 'ps' }, { name: 'words' }] },
    {
      agent: 'captioner',
      slots: [
        {
          slot: 'image',
          part: 'stdin',
          state: 'wired',
          required: true,
          takes: { type: 'image' },
          wire: 'camera:frames',
          stream: { type: 'image' },
        },
        { slot: 'style', state: 'default', required: false },
      ],
    },
    { agent: 'blind', slots: [{ state: 'wrong', wire: 'camera:words' }, {}] },
    { line: 7, note: expect.stringContaining('each of the 2 instances') },
    { line: 10, problem: expect.stringContaining('does not fit') },
  ])
})

test('check draws a network, be it wrong: a flowchart to standard output, a picture to a file', async () => {
  using dir = folder()
  const { code, out, err } = await run(dir.path, 'check', fixture('wired.yaml'), '--mermaid', '--svg', 'sight.svg')
  expect([code, out[0], err[0]]).toEqual([1, 'flowchart LR', 'drawn in sight.svg'])
  expect(out).toContain('  n0 -->|"frames → image: image"| n1')
  expect(err.join('\n')).toMatch(/wired\.yaml:10:21: .* does not fit/)
  expect(readFileSync(join(dir.path, 'sight.svg'), 'utf8')).toMatch(/^<svg [\s\S]*captioner[\s\S]*<\/svg>\n$/)
  const nowhere = await run(dir.path, 'check', fixture('wired.yaml'), '--svg', 'no/where.svg')
  expect([nowhere.code, nowhere.err.join()]).toEqual([2, expect.stringContaining('--svg: ENOENT')])
})

test('check tells what is wrong, and where: in the file, in what it names', async () => {
  using dir = folder()
  const wrong = await run(dir.path, 'check', fixture('wrong.yaml'))
  expect(wrong.code).toBe(1)
  expect(wrong.out).toEqual([
    expect.stringMatching(/wrong\.yaml:5:16: agents\.worker\.instances: got 0/),
    expect.stringMatching(/wrong\.yaml:6:3: agents\.Other: got "Other"/),
  ])
  const file = join(dir.path, 'lost.yaml')
  writeFileSync(file, 'agents:\n  a: { module: ./lost.ts }\n')
  const lost = await run(dir.path, 'check', '--json', file)
  expect([lost.code, lost.objects]).toEqual([
    1,
    [{ file: 'lost.yaml', line: 2, column: 16, problem: expect.stringContaining('there is no file') }],
  ])
})

test('what cannot start says why and leaves 1', async () => {
  using dir = folder()
  const { code, err } = await run(dir.path, 'up', fixture('wrong.yaml'))
  expect(code).toBe(1)
  expect(err[0]).toMatch(/^parley: BAD_NETWORK: .*wrong\.yaml:5:16: /)
})
