import { profileSchema } from '@parley/protocol'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { slot, stream } from '../stream/declare.ts'
import { aRequest } from '../testing/message.ts'
import { action } from './action.ts'
import { ActionTable, profileOf } from './action-table.ts'
import { contract } from './contract.ts'
import { defineAgent } from './definition.ts'
import { processor } from './processor.ts'

const input = z.object({ text: z.string(), deep: z.object({ n: z.number().min(1) }).optional() })
const throwing = z.object({}).refine(() => {
  throw new Error('from a refinement')
})
const definition = defineAgent({
  name: 'bob',
  description: 'does things',
  version: '1.2.3',
  concurrency: 3,
  actions: {
    work: action({ input, output: z.string(), description: 'works' }, ({ text }) => text),
    flow: action({ input: z.object({}), yields: z.number() }, async function* () {
      yield 1
    }),
    odd: action({ input: throwing }, () => {}),
    slow: action({ input: z.object({}).refine(async () => true) }, () => {}),
  },
})
const table = new ActionTable(
  definition,
  () => profileOf(definition, 'b1', ['packs']),
  { has: (role, name) => role === 'editor' && name === 'alice' },
  {} as never,
)
const prepare = (name: string, args: unknown) => table.prepare(aRequest({ action: name, args: args as never }))

test('good arguments give a run', () => {
  expect(prepare('work', { text: 'x' })).toHaveProperty('run')
})

test('an unknown action is refused with the names of those there are', () => {
  expect(prepare('toString', {})).toMatchObject({
    code: 'UNKNOWN_ACTION',
    message: 'no action toString, there is work, flow, odd, slow, describe',
  })
})

test.each([
  [{}, 'args.text: got nothing, expected string'],
  [{ text: 5 }, 'args.text: got a number, expected string'],
  [{ text: '', deep: { n: 0 } }, expect.stringMatching(/^args\.deep\.n: got a number: /)],
  [null, 'args: got null, expected object'],
  [{ text: '', colour: 'red' }, 'args.colour: nothing of that name is expected'],
])('I-39 arguments %j are refused with the field and what was expected', (args, message) => {
  expect(prepare('work', args)).toMatchObject({ code: 'BAD_ARGUMENTS', message })
})

test('I-39 a schema that says so takes arguments that it does not name; and no name is reserved, for nothing is put among the arguments', () => {
  const reserved = z.object({ timeoutMs: z.number(), interaction: z.string(), numSteps: z.string() })
  const open = defineAgent({
    name: 'open',
    actions: {
      loose: action({ input: z.looseObject({}) as never }, () => {}),
      rest: action({ input: z.object({}).catchall(z.number()) }, () => {}),
      reserved: action({ input: reserved }, () => {}),
    },
  })
  const opened = new ActionTable(open, () => profileOf(open, 'o', []), { has: () => false }, {} as never)
  const refusal = (name: string, args: unknown) => opened.prepare(aRequest({ action: name, args: args as never }))
  expect(refusal('loose', { any: 'thing' })).toHaveProperty('run')
  expect(refusal('rest', { n: 5 })).toHaveProperty('run')
  expect(refusal('rest', { n: 'five' })).toMatchObject({ code: 'BAD_ARGUMENTS' })
  expect(refusal('reserved', { timeoutMs: 1, interaction: 'a', numSteps: 'b' })).toHaveProperty('run')
})

test('I-39 a description says that there are no other arguments', () => {
  expect(profileOf(definition, 'b1', []).actions.work!.input).toMatchObject({ additionalProperties: false })
})

test('a schema that throws, or cannot be checked at once, refuses', () => {
  expect(prepare('odd', {})).toMatchObject({ code: 'BAD_ARGUMENTS', message: expect.stringContaining('from a refinement') })
  expect(prepare('slow', {})).toMatchObject({ code: 'BAD_ARGUMENTS' })
})

test('every agent describes itself, in the form of the wire', () => {
  expect(prepare('describe', null)).toHaveProperty('run')
  const profile = profileSchema.parse(profileOf(definition, 'b1', ['packs']))
  expect(profile).toMatchObject({
    agent: 'bob',
    instance: 'b1',
    version: '1.2.3',
    description: 'does things',
    concurrency: 3,
    features: ['packs'],
  })
  expect(profile.actions.work).toMatchObject({
    description: 'works',
    input: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
    output: { type: 'string' },
  })
  expect(profile.actions.flow).toMatchObject({ yields: { type: 'number' } })
  expect(profile.actions.work).not.toHaveProperty('yields')
})

test('slots, roles, visibility and streams are told where there are any', () => {
  const eye = defineAgent({
    name: 'eye',
    streams: { frames: stream.image() },
    actions: {
      process: processor(
        { stdin: { image: slot.image() }, stdout: { caption: slot.text() }, roles: ['viewer'], visibility: 'public' },
        () => ({
          caption: '',
        }),
      ),
      plain: action({ input: z.object({}) }, () => {}),
    },
  })
  const profile = profileSchema.parse(profileOf(eye, 'e1', []))
  expect(profile.actions.process).toMatchObject({
    slots: { stdin: [{ name: 'image', required: true, type: 'image' }], stdtar: [], stdout: [{ name: 'caption', type: 'text' }] },
    roles: ['viewer'],
    visibility: 'public',
  })
  expect(Object.keys(profile.actions.plain!)).toEqual(['input'])
  expect(profile.streams?.map(({ name, group }) => [name, group])).toEqual([
    ['frames', 'frames'],
    ['caption', 'process'],
  ])
  expect(profileOf(definition, 'b1', [])).not.toHaveProperty('streams')
})

test('an agent whose schemas say more than JSON Schema can describes itself all the same', () => {
  const date = defineAgent(contract({ name: 'd', actions: { at: action({ input: z.string(), output: z.date().transform(String) }) } }), {
    handlers: { at: () => new Date(0) },
  })
  expect(() => profileOf(date, 'i', [])).not.toThrow()
})
