import { MAX_STEPS, type Wire } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { stream } from '../stream/declare.ts'
import { checkConsistency, contentOf } from './content.ts'

const refusal = (text: string) => expect.objectContaining({ code: 'BAD_REQUEST', message: expect.stringContaining(text) })

describe('I-8 a callback', () => {
  const callback = () => {}

  test('together with volatile is refused', () => {
    expect(() => contentOf({ callback, volatile: true })).toThrow(refusal('callback'))
    for (const one of [{ callback }, { callback, volatile: false }, { volatile: true }]) expect(() => contentOf(one)).not.toThrow()
  })
})

describe('I-67 a callback', () => {
  test.each([() => {}, (_sent: unknown) => {}, (_sent: unknown, _more = 1) => {}, (..._all: unknown[]) => {}])('may be %s', (callback) => {
    expect(() => contentOf({ callback })).not.toThrow()
  })

  test.each([
    ['report', 'got "report", expected a function'],
    [{}, 'got a map'],
    [(_sent: unknown, _more: unknown) => {}, 'a function of 2 arguments'],
  ])('that is %s is refused', (callback, text) => {
    expect(() => contentOf({ callback })).toThrow(refusal(text))
  })
})

const streams = ['camera:frames']

test('I-9 streams win over samples, and the samples leave the steps alone', () => {
  const content = contentOf({ streams, samples: ['one'], numSteps: 7 })
  expect(content).toEqual({ args: {}, numSteps: 7, streams: { stdin: [], stdtar: [], stdext: [], stdunk: streams } })
})

test.each([[[]], [{}], [{ stdin: [] }]])('I-9 %j are no streams: the samples stay', (none) => {
  expect(contentOf({ streams: none, samples: ['one'] })).toEqual({ args: {}, numSteps: 1, samples: ['one'] })
})

test.each([undefined, -1, 5, '<n>'])('I-10 samples alone make it one step, whatever was asked for: %s', (numSteps) => {
  expect(contentOf({ samples: ['one', 'two'], numSteps }).numSteps).toBe(1)
})

test.each([[[]], [{}]])('I-10 %j are no samples: the steps stay', (samples) => {
  expect(contentOf({ samples, numSteps: 5 })).toEqual({ args: {}, numSteps: 5 })
})

test('I-12 samples by stream go as they came', () => {
  expect(contentOf({ samples: { frames: 'one' } })).toEqual({ args: {}, numSteps: 1, samples: { frames: 'one' } })
})

test.each([0, -2, 1.5, MAX_STEPS + 1, '', 'x'.repeat(65), {}])('%j are no steps', (numSteps) => {
  expect(() => contentOf({ numSteps: numSteps as number })).toThrow(refusal('numSteps: got '))
})

test('I-27 a placeholder may stand in the place of the number of steps', () => {
  expect(contentOf({ numSteps: '<eval_steps>' }).numSteps).toBe('<eval_steps>')
})

test('I-39 a stream among the arguments is refused, with its place', () => {
  const args = { source: { frames: stream.image() } }
  expect(() => contentOf({ args })).toThrow(expect.objectContaining({ code: 'NOT_WIRE', path: 'args.source.frames' }))
})

describe('I-40 an argument named like a field', () => {
  const fields = {
    streams,
    samples: ['one'],
    numSteps: 5,
    target: 'bob',
    timeoutMs: 500,
    id: 'a',
    volatile: true,
    fromState: 'idle',
    toState: 'done',
  }

  test.each(Object.entries(fields))('%s may say the same', (name, value) => {
    expect(() => checkConsistency({ [name]: value as Wire }, fields)).not.toThrow()
  })

  test.each(Object.keys(fields))('%s may not say another thing', (name) => {
    expect(() => checkConsistency({ [name]: 'other' }, fields)).toThrow(refusal(`args.${name}: got "other"`))
  })

  test('callback can never say the same: no function travels', () => {
    expect(() => checkConsistency({ callback: 'report' }, { callback: () => {} })).toThrow(refusal('args.callback'))
  })

  test('may say what it likes when nothing was said of the interaction', () => {
    for (const said of [{}, { timeoutMs: undefined, id: null }])
      expect(() => checkConsistency({ timeoutMs: 3, id: 'x' }, said)).not.toThrow()
  })

  test('is one: what else is said, of how to send, is no field', () => {
    expect(() => checkConsistency({ signal: 'SIGTERM', retry: 3 }, { signal: {}, retry: {} })).not.toThrow()
  })

  test.each([null, 5, 'text', ['timeoutMs']])('is looked for in a map only, not in %j', (args) => {
    expect(() => checkConsistency(args, { timeoutMs: 5, length: 9 })).not.toThrow()
  })
})
