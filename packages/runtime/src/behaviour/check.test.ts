import { expect, test } from 'vitest'
import * as z from 'zod'
import { action } from '../agent/action.ts'
import { behaviour } from './behaviour.ts'
import { checkBehaviour } from './check.ts'
import { createMachine, type StateMeta } from './index.ts'

const actions = { work: action({ input: z.object({ text: z.string() }) }), stop: action({ input: z.object({}) }) }

const check = (meta: StateMeta, of: Parameters<typeof checkBehaviour>[1] = actions) =>
  checkBehaviour('bob', of, behaviour({ machine: createMachine({ initial: 'idle', states: { idle: { meta } } }) }))

test.each<[StateMeta, string]>([
  [{ takes: ['work', 'stop', 'rest'] }, 'state idle: meta.takes: there is no action rest, there is work, stop'],
  [{ takes: 'all', starts: [{ action: 'rest' }] }, 'state idle: meta.starts[0].action: there is no action rest, there is work, stop'],
  [{ takes: 'all', starts: [{ action: 'work', args: { text: 5 } }] }, 'state idle: meta.starts[0].args.text: '],
  [{ takes: ['work'] }, 'no state takes or starts stop'],
  [{}, 'no state takes or starts work, stop'],
])('%j does not fit the agent, and the error says where', (meta, text) => {
  expect(() => check(meta)).toThrow(
    expect.objectContaining({ code: 'BAD_DEFINITION', message: expect.stringContaining(`agent bob: behaviour: ${text}`) }),
  )
})

test('an action that is taken or started somewhere fits; arguments with wildcards are checked when it begins', () => {
  check({ takes: ['stop'], starts: [{ action: 'work', args: { text: '<partner>' } }] })
  check({ takes: ['stop', 'work'], starts: [{ action: 'work', args: { text: 'x' } }] })
})

test('a schema that throws without an agent around it is asked again later', () => {
  const moody = action({ input: z.object({}).refine(() => Boolean((undefined as never as { x: 1 }).x)) })
  check({ starts: [{ action: 'moody' }] }, { moody })
})

test('what is no behaviour is none', () => {
  for (const odd of [{}, createMachine({}), null])
    expect(() => checkBehaviour('bob', actions, odd)).toThrow(/expected behaviour\(\{ machine \}\)/)
})
