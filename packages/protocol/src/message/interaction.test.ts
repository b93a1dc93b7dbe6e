import { expect, test } from 'vitest'
import { MAX_ANCESTORS, MAX_STEPS } from '../limits.ts'
import { describeMessage } from '../testing/message-suite.ts'
import { checkInteraction } from './interaction.ts'

const minimal = {
  v: 1,
  id: 'abc-1',
  requester: 'bob',
  requesterInstance: '03fbjv6fk6a9ziv9j6uvbqih3',
  action: 'nextMessage',
  args: {},
  numSteps: -1,
  createdAt: 1_700_000_000_000,
}

describeMessage('an interaction', {
  kind: 'interaction',
  check: checkInteraction,
  minimal,
  full: {
    ...minimal,
    args: { text: 'hello', image: new Uint8Array(2) },
    streams: { stdin: ['camera:frames'], stdtar: ['labels'], stdext: ['a::dm:g'], stdunk: ['a::ps:g'] },
    samples: { frames: [1, null] },
    numSteps: '<eval_steps>',
    fromState: 'ready',
    toState: 'done',
    timeoutMs: 30_000,
    remainingMs: 29_999.5,
    volatile: true,
    detached: false,
    priority: -3,
    ancestors: ['alice', 'bob'],
    retryOf: 'abc-0',
  },
  refused: {
    id: { id: 'a_b' },
    requester: { requester: 'Bob' },
    requesterInstance: { requesterInstance: 'a.b' },
    action: { action: '>' },
    numSteps: { numSteps: 1.5 },
    createdAt: { createdAt: -1 },
    'streams.stdin.1': { streams: { stdin: ['a', 7] } },
    fromState: { fromState: 'x'.repeat(129) },
    toState: { toState: null },
    timeoutMs: { timeoutMs: Number.POSITIVE_INFINITY },
    remainingMs: { remainingMs: Number.NaN },
    volatile: { volatile: 1 },
    detached: { detached: 'yes' },
    priority: { priority: 0.5 },
    ancestors: { ancestors: new Array(MAX_ANCESTORS + 1).fill('a') },
    'ancestors.1': { ancestors: ['a', 'b.c'] },
    retryOf: { retryOf: '' },
  },
})

test.each([-1, 0, 1, MAX_STEPS, '', '<n>'])('it may ask for %j steps', (numSteps) => {
  expect(checkInteraction({ ...minimal, numSteps }).numSteps).toBe(numSteps)
})

test.each([-2, MAX_STEPS + 1, 'x'.repeat(65)])('it may not ask for %j steps', (numSteps) => {
  expect(() => checkInteraction({ ...minimal, numSteps })).toThrow(/^interaction\.numSteps: got a (number|string): Too (small|big)/)
})

test.each([true, null, {}])('steps that are %j are answered with what is expected', (numSteps) => {
  expect(() => checkInteraction({ ...minimal, numSteps })).toThrow(/^interaction\.numSteps: got .*: expected a whole number from -1 to/)
})

test.each([null, false, 0, '', [], new Uint8Array(0)])('any value that travels may be its arguments: %j', (args) => {
  expect(checkInteraction({ ...minimal, args }).args).toBe(args)
})

test('a number that is none is called by its name', () => {
  expect(() => checkInteraction({ ...minimal, createdAt: Number.NaN })).toThrow('interaction.createdAt: got NaN, expected number')
})
