import { expect, test } from 'vitest'
import { createMachine } from 'xstate'
import { behaviour } from '../../behaviour/behaviour.ts'
import type { Chart } from '../../behaviour/chart.ts'
import { type Area, pictureOf } from './picture.ts'
import { svgOf } from './svg.ts'

const chartOf = (config: object): Chart => behaviour({ machine: createMachine(config) }).chart

const nested = chartOf({
  id: 'm',
  initial: 'a',
  meta: { takes: ['ping'] },
  states: {
    a: {
      meta: { takes: ['work'], otherwise: 'queue', starts: [{ action: 'tick', afterMs: 1_000 }] },
      initial: 'x',
      on: { go: 'b', again: 'a', inward: '.y' },
      states: { x: { on: { next: 'y', out: '#m.b.p.q' } }, y: { after: { 500: 'x' } }, h: { type: 'history' } },
    },
    b: { type: 'parallel', states: { p: { initial: 'q', states: { q: { always: { target: '#m.end', guard: 'isReady' } } } }, r: {} } },
    end: { type: 'final' },
  },
})

test('a box holds what is in it, and no two that lie side by side touch', () => {
  const look = ({ boxes, layout }: Area) => {
    const placed = boxes.map((box) => ({ box, at: layout.boxes.get(box.state.path)! }))
    for (const [i, { box, at }] of placed.entries()) {
      expect(at.x + at.width).toBeLessThanOrEqual(layout.width)
      expect(at.y + at.height).toBeLessThanOrEqual(layout.height)
      for (const { at: other } of placed.slice(i + 1))
        expect(
          at.x + at.width < other.x || other.x + other.width < at.x || at.y + at.height < other.y || other.y + other.height < at.y,
        ).toBe(true)
      if (!box.inside) continue
      expect(box.inside.layout.width).toBeLessThan(box.width)
      expect(box.inside.layout.height).toBeLessThan(box.height)
      look(box.inside)
    }
  }
  look(pictureOf(nested))
})

test('every transition has a row at the state beside its end, and a way but where it comes back to its own state', () => {
  const { boxes, links } = pictureOf(nested)
  expect(boxes.map(({ title, badge, exits }) => [title, badge, exits.map(({ label }) => label)])).toEqual([
    ['a', '', ['go', 'again again', 'out (from x to b.p.q)']],
    ['b', 'parallel', ['always [isReady] (from q)']],
    ['end', 'end', []],
  ])
  expect(links.map(({ link: { from, to } }) => `${from}>${to}`)).toEqual([' >a', 'a>b', 'a>b', 'b>end'])
  expect(boxes[0]!.lines).toEqual(['takes work', 'lets the rest wait', 'starts tick (after 1 s)', 'on inward: to a.y'])
})

test('the file is whole by itself: every tag is closed, every name is text', () => {
  const svg = svgOf(chartOf({ initial: '<b>&"', states: { '<b>&"': { on: { '<go>': 'x' } }, x: {} } }), '<oven>')
  expect(svg).toContain('<title>The behaviour of &lt;oven&gt;</title>')
  expect(svg).toContain('&lt;b&gt;&amp;&quot;')
  const open: string[] = []
  for (const [, slash, name, self] of svg.replace(/<style>[\s\S]*?<\/style>/, '').matchAll(/<(\/?)(\w+)[^<>]*?(\/?)>/g)) {
    if (slash) expect(open.pop()).toBe(name)
    else if (!self) open.push(name!)
  }
  expect(open).toEqual([])
  expect(svgOf(nested, 'm')).toContain('in every state: takes ping')
})
