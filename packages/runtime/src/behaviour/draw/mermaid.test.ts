import { expect, test } from 'vitest'
import { behaviour } from '../behaviour.ts'
import { createMachine } from '../index.ts'
import { mermaidOf } from './mermaid.ts'

function draw(config: object): string[] {
  const [head, ...lines] = mermaidOf(behaviour({ machine: createMachine(config) }).chart)
  expect(head).toBe('stateDiagram-v2')
  return lines.map((line) => line.slice(2))
}

test('states lie in each other, with what they take and start; a box gets a note', () => {
  const starts = [{ action: 'tick', afterMs: 1_500, everyMs: 60_000, priority: 2, steps: 3 }, { action: 'go' }]
  const config = {
    initial: 'busy',
    meta: { takes: ['ping'] },
    states: {
      busy: {
        description: 'at work',
        meta: { otherwise: 'queue', starts },
        initial: 'early',
        states: { early: { meta: { takes: 'all', otherwise: 'reject' } }, over: { type: 'final' }, before: { type: 'history' } },
        onDone: 'end',
      },
      end: { type: 'final' },
    },
  }
  expect(draw(config)).toEqual([
    '[*] --> busy',
    'state busy {',
    '  [*] --> busy_early',
    '  state "early" as busy_early',
    '  busy_early : takes everything',
    '  busy_early : refuses the rest',
    '  state "over" as busy_over',
    '  busy_over --> [*]',
    '  state "history" as busy_before',
    '}',
    'note right of busy',
    '  at work',
    '  lets the rest wait',
    '  starts tick (after 1500 ms, every 1 min, priority 2, 3 steps)',
    '  starts go',
    'end note',
    'state "end" as end_2',
    'end_2 --> [*]',
    'busy --> end_2 : done',
    'state "in every state" as any_state',
    'any_state : takes ping',
  ])
})

test('a transition joins boxes that lie side by side, and its label says what lies deeper', () => {
  const config = {
    initial: 'a',
    on: { out: '.b' },
    states: {
      a: { initial: 'x', on: { inward: '.y', stay: {} }, states: { x: { on: { next: 'y', self: 'x' } }, y: { on: { go: '#m.b.q' } } } },
      b: { initial: 'p', states: { p: { after: { 5000: { target: 'q', guard: 'isReady' } } }, q: { always: '#m.a' } } },
    },
    id: 'm',
  }
  const drawn = draw(config)
  expect(drawn.filter((line) => line.includes('-->'))).toEqual([
    '[*] --> a',
    '  [*] --> a_x',
    '  a_x --> a_y : next',
    '  a_x --> a_x : self',
    '  [*] --> b_p',
    '  b_p --> b_q : after 5 s [isReady]',
    'a --> b : go (from a.y to b.q)',
    'b --> a : always (from b.q)',
  ])
  expect(drawn).toEqual(expect.arrayContaining(['  on inward: to a.y', '  on stay: stays', 'any_state : on out: to b']))
})

test('parallel parts are divided by a line', () => {
  const drawn = draw({ type: 'parallel', states: { left: {}, right: { initial: 'i', states: { i: {} } } } })
  expect(drawn).toEqual(['left', '--', 'state right {', '  [*] --> right_i', '  state "i" as right_i', '}'])
})

test('names that Mermaid could not read, or that would be one and the same, are told apart', () => {
  const drawn = draw({ initial: 'a b', states: { 'a b': { description: 'x;\n"y" # z -- ' }, a_b: {}, note: {}, ä: {} } })
  expect(drawn).toEqual([
    '[*] --> a_b',
    'state "a b" as a_b',
    "a_b : x, 'y' , z – ",
    'state "a_b" as a_b_2',
    'state "note" as note_2',
    'state "ä" as _',
  ])
})
