import type { Profile } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { action } from '../agent/action.ts'
import { profileOf } from '../agent/action-table.ts'
import { defineAgent } from '../agent/definition.ts'
import { processor } from '../agent/processor.ts'
import { type Slot, slot, stream } from '../stream/declare.ts'
import { parseNetwork } from './parse.ts'
import { describeProblem, type NetworkInput } from './spec.ts'
import { wiringOf } from './wiring.ts'

type Slots = Record<string, Slot>

/** An agent that does nothing, with a processor of these slots. */
const node = (name: string, stdin: Slots, stdout: Slots = {}, more: object = {}): Profile =>
  profileOf(defineAgent({ name, actions: { process: processor({ stdin, stdout }, (() => ({})) as never) }, ...more }), 'i', [])

const camera = profileOf(
  defineAgent({
    name: 'camera',
    streams: { frames: stream.image(), depth: stream.tensor({ dtype: 'float32' }), private: stream.image({ delivery: 'dm' }) },
    actions: { ticks: action({ input: z.object({}), yields: z.number() }, async function* () {}) },
  }),
  'i',
  [],
)
const captioner = node('captioner', { image: slot.image(), style: slot.json({ default: null }) }, { caption: slot.text() })

type Agents = Record<string, Partial<NetworkInput['agents'][string]>>

function wire(agents: Agents, profiles: Record<string, Profile>, more: Partial<NetworkInput> = {}) {
  const whole = Object.fromEntries(Object.entries(agents).map(([name, agent]) => [name, { module: 'x', ...agent }]))
  const { spec, problems } = parseNetwork({ agents: whole, ...more }, {})
  if (!spec) throw new Error(problems.map(describeProblem).join('\n'))
  const wiring = wiringOf(spec, new Map(Object.entries(profiles)))
  return { ...wiring, problems: wiring.problems.map(describeProblem), notes: wiring.notes.map(describeProblem) }
}
const wireTo = (wires: Record<string, string>, profile = captioner) =>
  wire({ camera: {}, captioner: { wires } }, { camera, captioner: profile })

describe('a wired network', () => {
  test('in order: every slot with what fills it', () => {
    const { agents, problems, notes } = wireTo({ image: 'camera:frames' })
    expect([problems, notes]).toEqual([[], []])
    expect(agents[1]!.slots.map(({ slot: { name }, state, wire: of, stream: to }) => [name, state, of, to?.type])).toEqual([
      ['image', 'wired', 'camera:frames', 'image'],
      ['style', 'default', null, undefined],
    ])
  })

  test('an agent of which no slot is wired has its streams from requests: nothing is missing', () => {
    const { agents, problems } = wireTo({})
    expect(problems).toEqual([])
    expect(agents[1]!.slots.map(({ state }) => state)).toEqual(['asked', 'asked'])
  })

  test('target slots are not wired: theirs comes with a request', () => {
    const judge = profileOf(
      defineAgent({
        name: 'judge',
        actions: { process: processor({ stdin: { image: slot.image() }, stdtar: { label: slot.text(), other: slot.text() } }, () => {}) },
      }),
      'i',
      [],
    )
    const { agents, problems } = wireTo({ image: 'camera:frames', label: 'camera:words' }, judge)
    expect(problems).toEqual(['agents.captioner.wires.label: label is a target slot: its stream comes with a request'])
    expect(agents[1]!.slots.map(({ slot: { name }, part, state }) => [name, part, state])).toEqual([
      ['image', 'stdin', 'wired'],
      ['label', 'stdtar', 'wrong'],
      ['other', 'stdtar', 'empty'],
    ])
  })

  test('a stream of an agent that runs elsewhere is taken as it is said', () => {
    const { agents, problems } = wire({ captioner: { wires: { image: 'lidar:frames' } } }, { captioner }, { outside: ['lidar'] })
    expect(problems).toEqual([])
    expect(agents[0]!.slots[0]).toMatchObject({ state: 'outside', wire: 'lidar:frames', stream: null })
  })

  test('nothing is said of what could not be loaded', () => {
    expect(wire({ camera: {}, captioner: { wires: { imag: 'camera:frame' } } }, { camera }).problems).toEqual([])
    expect(wire({ camera: {}, captioner: { wires: { image: 'camera:frame' } } }, { captioner }).problems).toEqual([])
  })
})

test.each<[string, Record<string, string>, Profile?]>([
  ['agents.captioner.wires.image: camera has no stream frame; did you mean frames?', { image: 'camera:frame' }],
  ['agents.captioner.wires.image: camera has no stream nothing; it has frames, depth, private', { image: 'camera:nothing' }],
  ['agents.captioner.wires.image: what the action ticks of camera yields goes to its requester only', { image: 'camera:ticks' }],
  ['agents.captioner.wires.image: camera:depth does not fit the slot image: got tensor, expected image', { image: 'camera:depth' }],
  [
    'agents.captioner.wires.image: camera:private goes to the recipients of an interaction only (dm); a wire needs one that all may hear (ps)',
    { image: 'camera:private' },
  ],
  ['agents.captioner.wires.imag: the processor has no slot imag; did you mean image?', { image: 'camera:frames', imag: 'camera:frames' }],
  [
    'agents.captioner.wires.other: the processor has no slot other; it has image, style',
    { image: 'camera:frames', other: 'camera:frames' },
  ],
  ['agents.captioner.wires.caption: caption is an output: others are wired to it', { image: 'camera:frames', caption: 'camera:frames' }],
  ['agents.captioner.wires: no stream for the input slot image (image), which has no default', { style: 'captioner:caption' }],
  [
    'agents.captioner.wires: streams are wired to the slots of an action process, made by processor(…); there is none',
    { image: 'camera:frames' },
    camera,
  ],
])('%s', (problem, wires, profile) => {
  expect(wireTo(wires, profile).problems).toEqual([problem])
})

test('what is wired runs without arguments and in the name of its agent: its processor must allow for both', () => {
  const strict = profileOf(
    defineAgent({
      name: 'captioner',
      actions: {
        process: processor(
          { stdin: { image: slot.image() }, input: z.object({ lang: z.string(), size: z.number().default(1) }), roles: ['viewer', 'boss'] },
          () => {},
        ),
      },
    }),
    'i',
    [],
  )
  const agents = { camera: {}, captioner: { wires: { image: 'camera:frames' } } }
  expect(wire(agents, { camera, captioner: strict }, { roles: { viewer: ['ann'] } }).problems).toEqual([
    'agents.captioner.wires: the processor must have the arguments lang, and what is wired runs without any',
    'agents.captioner.wires: the processor is for the role viewer or boss, which captioner does not have: what is wired runs in its own name',
  ])
  expect(wire(agents, { camera, captioner: strict }, { roles: { boss: ['captioner'] } }).problems).toHaveLength(1)
  expect(wire({ camera: {}, captioner: {} }, { camera, captioner: strict }).problems).toEqual([])
})

test('all that is wrong is told at once', () => {
  expect(wireTo({ style: 'camera:nothing', imag: 'camera:frames' }).problems).toHaveLength(3)
})

describe('rings', () => {
  const link = (name: string, options?: { default: string }) => node(name, { in: slot.text(options) }, { out: slot.text() })
  const ring = (profiles: Record<string, Profile>) => {
    const names = Object.keys(profiles)
    const before = (i: number) => names[(i + names.length - 1) % names.length]
    return wire(Object.fromEntries(names.map((name, i) => [name, { wires: { in: `${before(i)}:out` } }])), profiles)
  }

  test('processors that wait for each other all round can never begin: told once', () => {
    expect(ring({ a: link('a'), b: link('b'), c: link('c') }).problems).toEqual([
      'agents.a.wires.in: a waits for c:out, c waits for b:out, b waits for a:out: none of them can ever begin; a default for one of the slots breaks the ring',
    ])
  })

  test('one that waits for itself is a ring too', () => {
    expect(ring({ a: link('a') }).problems).toEqual([expect.stringMatching(/^agents\.a\.wires\.in: a waits for a:out: none/)])
  })

  test('a default breaks it', () => {
    expect(ring({ a: link('a'), b: link('b', { default: '' }) }).problems).toEqual([])
  })

  test('an output that is declared as well may have another writer: that is worth knowing, not wrong', () => {
    const spoken = node('b', { in: slot.text() }, { out: slot.text() }, { streams: { out: stream.text() } })
    const { problems, notes } = ring({ a: link('a'), b: spoken })
    expect([problems, notes]).toEqual([[], [expect.stringMatching(/none of them begins before other code writes one of these streams/)]])
  })

  test('two ways to one source are no ring', () => {
    const profiles = {
      camera: link('camera', { default: '' }),
      a: link('a'),
      b: link('b'),
      c: node('c', { x: slot.text(), y: slot.text() }),
    }
    const { problems } = wire(
      { camera: {}, a: { wires: { in: 'camera:out' } }, b: { wires: { in: 'camera:out' } }, c: { wires: { x: 'a:out', y: 'b:out' } } },
      profiles,
    )
    expect(problems).toEqual([])
  })
})

test('several instances at either end of a wire are worth knowing', () => {
  const { problems, notes } = wire(
    { camera: { instances: 2 }, captioner: { instances: 3, wires: { image: 'camera:frames' } } },
    { camera, captioner },
  )
  expect(problems).toEqual([])
  expect(notes).toEqual([
    'agents.captioner.wires.image: camera:frames has 2 writers, the instances of camera: its readers hear them all',
    'agents.captioner.wires.image: each of the 3 instances of captioner reads all of camera:frames: they do not share the work',
  ])
})

test('an action for a role that nobody has is worth knowing; a client may have it', () => {
  const boss = profileOf(
    defineAgent({ name: 'boss', actions: { fire: action({ input: z.object({}), roles: ['owner'] }, () => {}) } }),
    'i',
    [],
  )
  const note = 'agents.boss: nobody may ask for fire: it is for owner, and nobody here has that role'
  expect(wire({ boss: {} }, { boss }).notes).toEqual([note])
  expect(wire({ boss: {} }, { boss }, { roles: { owner: ['ann'] } }).notes).toEqual([])
  expect(wire({ boss: { roles: ['owner'] } }, { boss }).notes).toEqual([])
})
