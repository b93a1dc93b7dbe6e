import { expect, test } from 'vitest'
import { describeMessage } from '../testing/message-suite.ts'
import { checking } from './field.ts'
import { DESCRIBE, profileSchema } from './profile.ts'

const minimal = { v: 1, agent: 'bob', instance: 'i1', version: '1.0.0', concurrency: 1, actions: {}, features: [] }
const check = checking('profile', profileSchema)

describeMessage('a profile', {
  kind: 'profile',
  check,
  minimal,
  full: {
    ...minimal,
    description: 'shortens',
    actions: {
      shorten: { description: 'a text', input: { type: 'object' }, output: { type: 'string' } },
      stream: { input: true, yields: { type: 'string' } },
    },
    features: ['packs'],
  },
  refused: {
    agent: { agent: '' },
    concurrency: { concurrency: -1 },
    'actions.a b': { actions: { 'a b': { input: {} } } },
    'actions.act.input': { actions: { act: {} } },
    'features.0': { features: [null] },
  },
})

test('every agent has the action describe', () => {
  expect(DESCRIBE).toBe('describe')
})
