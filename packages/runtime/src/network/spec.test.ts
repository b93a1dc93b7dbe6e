import { expect, test } from 'vitest'
import { parseFile } from './file.ts'
import { nearest } from './nearest.ts'
import { parseNetwork } from './parse.ts'
import type { BadNetworkError, NetworkInput } from './spec.ts'
import { substitute } from './substitute.ts'

const problemsOf = (text: string, env = {}): readonly string[] => {
  try {
    parseFile(text, 'network.yaml', env)
    return []
  } catch (error) {
    return (error as BadNetworkError).problems
  }
}

const WHOLE = `
version: 1
world: review
agents:
  camera: { module: ./camera.ts }
  captioner:                          # the key is the agent's name
    module: ./captioner.ts#agent
    instances: 2
    concurrency: 4
    config: { lang: en }
    env: { API_KEY: "\${API_KEY:-none}", PORT: 8080 }
    restart: { when: always, max: 5 }
    wires: { image: "camera:frames" }
    roles: [ reviewer ]
start:
  - { to: captioner, action: process, args: { a: [1] }, steps: 100 }
roles: { viewer: [ ann ] }
outside: [ lidar ]
until: started-done
`

test('the network file of the guide is read whole, with its defaults', () => {
  const { spec, base } = parseFile(WHOLE, '/some/where/network.yaml', {})
  expect(base).toBe('/some/where')
  expect(spec).toEqual({
    version: 1,
    world: 'review',
    agents: {
      camera: { module: './camera.ts', instances: 1, env: {}, restart: { when: 'failure', max: 5, windowS: 60 }, wires: {}, roles: [] },
      captioner: {
        module: './captioner.ts#agent',
        instances: 2,
        concurrency: 4,
        config: { lang: 'en' },
        env: { API_KEY: 'none', PORT: '8080' },
        restart: { when: 'always', max: 5, windowS: 60 },
        wires: { image: 'camera:frames' },
        roles: ['reviewer'],
      },
    },
    start: [{ to: 'captioner', action: 'process', args: { a: [1] }, steps: 100 }],
    roles: { viewer: ['ann'] },
    outside: ['lidar'],
    until: 'started-done',
  })
})

test('the same network may be an object, with URLs for modules', () => {
  const network: NetworkInput = { agents: { camera: { module: new URL('file:///camera.ts') } } }
  expect(parseNetwork(network, {}).spec?.agents.camera?.module).toBeInstanceOf(URL)
})

test('every error is told at once, with its line, its column and its field', () => {
  const text = `version: 2
world: Review
agents:
  camera:
    modul: ./camera.ts
  system: { module: ./a.ts }
  captioner:
    module: ./captioner.ts
    instances: none
    restart: { when: sometimes, windows: 3 }
start:
  - { to: camera, acton: look }
untill: forever
`
  expect(problemsOf(text)).toEqual([
    'network.yaml:1:10: version: got 2, expected 1',
    'network.yaml:2:8: world: got "Review", expected 1 to 63 of a-z, 0-9, _ and -, beginning with a letter or digit',
    'network.yaml:5:5: agents.camera.module: got nothing, expected a path, a package or a URL',
    'network.yaml:5:5: agents.camera.modul: unknown key; did you mean module?',
    'network.yaml:6:3: agents.system: got "system", expected a name other than system and cli-…, which are reserved',
    'network.yaml:9:16: agents.captioner.instances: got "none", expected number',
    'network.yaml:10:22: agents.captioner.restart.when: got "sometimes", expected one of "failure"|"always"|"never"',
    'network.yaml:10:33: agents.captioner.restart.windows: unknown key; did you mean windowS?',
    'network.yaml:12:5: start.0.action: got nothing, expected a string',
    'network.yaml:12:19: start.0.acton: unknown key; did you mean action?',
    'network.yaml:13:1: untill: unknown key; did you mean until?',
  ])
})

test('a file that is no YAML, is empty, or names an agent that it has not, says so', () => {
  expect(problemsOf('agents: { a: [ }')[0]).toMatch(/^network\.yaml:1:\d+: /)
  expect(problemsOf('a: 1\na: 2')[0]).toMatch(/^network\.yaml:2:1: Map keys must be unique/)
  expect(problemsOf('')).toEqual(['network.yaml:1:1: agents: got nothing, expected a map'])
  expect(problemsOf('agents: {}')).toEqual(['network.yaml:1:9: agents: got a map, expected at least one agent'])
  expect(problemsOf('agents: { camera: { module: a } }\nstart: [ { to: camra, action: x } ]')).toEqual([
    'network.yaml:2:16: start.0.to: this network has no agent "camra"; did you mean camera?',
  ])
})

test('a wire is slot: agent:stream, and its owner is of this network or named as outside of it', () => {
  const text = `outside: [ lidar, a ]
roles: { view er: [], boss: [ Ann ] }
agents:
  a: { module: x }
  b:
    module: x
    wires:
      one: a:words
      two: lidar:points
      three: lidr:points
      four: somebody:points
      `
  expect(problemsOf(`${text}five: a::ps:group\n      six: words\n      'se ven': a:words\n`)).toEqual([
    'network.yaml:12:13: agents.b.wires.five: got "a::ps:group", expected a stream as agent:name',
    'network.yaml:13:12: agents.b.wires.six: got "words", expected a stream as agent:name',
    expect.stringMatching(/^network\.yaml:14:7: agents\.b\.wires\.se ven: got "se ven", expected 1 to 63 of A-Z/),
    expect.stringMatching(/^network\.yaml:2:10: roles\.view er: got "view er", expected 1 to 63 of A-Z/),
    expect.stringMatching(/^network\.yaml:2:31: roles\.boss\.0: got "Ann", expected a name/),
  ])
  expect(problemsOf(text.replace('view er', 'viewer').replace('Ann', 'ann'))).toEqual([
    'network.yaml:1:19: outside.1: a is an agent of this network',
    'network.yaml:10:14: agents.b.wires.three: this network has no agent "lidr"; did you mean lidar?',
    'network.yaml:11:13: agents.b.wires.four: this network has no agent "somebody"; if it runs elsewhere in this world, name it in outside',
  ])
})

test('a variable that is not set and has no default is an error of its field', () => {
  const text = `agents:\n  a:\n    module: x\n    env: { KEY: "a\${B}c\${D:-}" }`
  expect(problemsOf(text, { B: 'b' })).toEqual([])
  expect(problemsOf(text)).toEqual([`network.yaml:4:17: agents.a.env.KEY: the environment has no B; set it, or write \${B:-default}`])
})

test('variables are replaced as a shell does it', () => {
  const env = { A: 'a', EMPTY: '' }
  const text = (template: string) => substitute(template, env).text
  expect(text(`\${A}-\${B:-b}-\${EMPTY:-e}-\${EMPTY}-$$A-$A`)).toBe('a-b-e--$A-$A')
})

test('the nearest word is offered only when it is near', () => {
  const words = ['module', 'instances', 'env']
  expect(nearest('moduel', words)).toBe('module')
  expect(nearest('instance', words)).toBe('instances')
  expect(nearest('evn', words)).toBe('env')
  expect(nearest('colour', words)).toBeUndefined()
})
