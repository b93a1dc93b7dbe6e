import { expect, test } from 'vitest'
import { behaviour } from './behaviour.ts'
import { createMachine } from './index.ts'

const withMeta = (meta: unknown) => behaviour({ machine: createMachine({ initial: 'busy', states: { busy: { meta: meta as object } } }) })

test.each<[unknown, string]>([
  [[], 'meta: got an array'],
  [{ takes: 'work' }, `meta.takes: got "work", expected a list of actions, or 'all'`],
  [{ takes: [1] }, 'meta.takes: got an array'],
  [{ take: ['work'] }, 'meta.take: there is takes, otherwise, starts only'],
  [{ otherwise: 'wait' }, 'meta.otherwise: got "wait", expected reject or queue'],
  [{ starts: { action: 'tick' } }, 'meta.starts: got'],
  [{ starts: [{ action: 'a b' }] }, 'meta.starts[0].action'],
  [{ starts: [{ action: 'tick', after: 5 }] }, 'meta.starts[0].after: there is action'],
  [{ starts: [{ action: 'tick' }, { action: 'tick', afterMs: -1 }] }, 'meta.starts[1].afterMs: got -1, expected milliseconds from 0'],
  [{ starts: [{ action: 'tick', afterMs: Number.NaN }] }, 'meta.starts[0].afterMs'],
  [{ starts: [{ action: 'tick', everyMs: 0 }] }, 'meta.starts[0].everyMs: got 0'],
  [{ starts: [{ action: 'tick', priority: 1.5 }] }, 'meta.starts[0].priority'],
  [{ starts: [{ action: 'tick', steps: 0 }] }, 'meta.starts[0].steps'],
  [{ starts: [{ action: 'tick', streams: { out: ['a:b'] } }] }, 'meta.starts[0].streams.out: got an unknown key'],
  [{ starts: [{ action: 'tick', streams: ['<partner>:'] }] }, 'meta.starts[0].streams'],
])('a state that says %j is refused, by its name and the field', (meta, text) => {
  expect(() => withMeta(meta)).toThrow(
    expect.objectContaining({ code: expect.stringMatching(/^BAD_/), message: expect.stringContaining(`state busy: ${text}`) }),
  )
})

test('arguments that cannot travel are refused', () => {
  expect(() => withMeta({ starts: [{ action: 'tick', args: { at: new Date() } }] })).toThrow(/starts\[0\]\.args/)
})

test('the marks of an editor of state machines are left alone', () => {
  expect(withMeta({ takes: 'all', '@statelyai.color': 'red' }).chart.takenIn('work')).toEqual(['busy'])
})

test('a name of a state that a status could not tell is refused', () => {
  const machine = createMachine({ initial: 'a', states: { a: { initial: 'b.c', states: { 'b.c': {} } } } })
  expect(() => behaviour({ machine })).toThrow(/state a.b.c: its name has a dot or a comma/)
})

test('what can never happen is refused: a state in which the machine is over takes nothing', () => {
  const machine = createMachine({ initial: 'end', states: { end: { type: 'final', meta: { takes: ['work'] } } } })
  expect(() => behaviour({ machine })).toThrow(/state end: the machine ends there/)
})

test.each([undefined, null, {}, { initial: 'a' }])('%j is no machine', (machine) => {
  expect(() => behaviour({ machine: machine as never })).toThrow(expect.objectContaining({ code: 'BAD_DEFINITION' }))
})
