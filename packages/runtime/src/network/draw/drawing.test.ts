import { describe, expect, test } from 'vitest'
import { profileOf } from '../../agent/action-table.ts'
import { defineAgent } from '../../agent/definition.ts'
import { processor } from '../../agent/processor.ts'
import { slot, stream } from '../../stream/declare.ts'
import { parseNetwork } from '../parse.ts'
import { wiringOf } from '../wiring.ts'
import { type Graph, graphOf } from './graph.ts'
import { toMermaid } from './mermaid.ts'
import { toSvg } from './svg.ts'
import { THEMES } from './theme.ts'

const camera = defineAgent({ name: 'camera', actions: {}, streams: { frames: stream.image(), depth: stream.tensor({ shape: [null] }) } })
const captioner = defineAgent({
  name: 'captioner',
  actions: {
    process: processor({ stdin: { image: slot.image(), style: slot.json({ default: {} }) }, stdout: { caption: slot.text() } }, () => ({
      caption: '',
    })),
  },
})

function graph(wires: Record<string, string>, known = true): Graph {
  const { spec } = parseNetwork(
    {
      world: 'review',
      agents: { camera: { module: 'x' }, captioner: { module: 'x', instances: 2, wires }, end: { module: 'x' } },
      outside: ['lidar'],
      start: [{ to: 'captioner', action: 'process', steps: 3 }],
    },
    {},
  )
  const profiles = new Map([camera, captioner].map((definition) => [definition.name, profileOf(definition, 'i', [])]))
  return graphOf(spec!, wiringOf(spec!, known ? profiles : new Map()))
}

const RIGHT = { image: 'camera:frames', style: 'lidar:style' }
const WRONG = { image: 'camera:depth', imag: 'camera:nothing' }

describe('the graph of a network', () => {
  test('has every agent, those that run elsewhere, and what is sent at the start', () => {
    expect(graph(RIGHT).nodes.map(({ kind, title, instances }) => [kind, title, instances])).toEqual([
      ['agent', 'camera', 1],
      ['agent', 'captioner', 2],
      ['agent', 'end', 1],
      ['outside', 'lidar', 1],
      ['start', 'process, 3 steps', 1],
    ])
  })

  test('has every wire at its stream and its slot, with what flows', () => {
    const { nodes, edges } = graph(RIGHT)
    const shown = edges.map(({ from, to, output, input, label, isWrong }) => {
      const port = (id: string, side: 'inputs' | 'outputs', i: number | null) => nodes.find((node) => node.id === id)![side][i ?? -1]?.name
      return [from, port(from, 'outputs', output), to, port(to, 'inputs', input), label, isWrong]
    })
    expect(shown).toEqual([
      ['camera', 'frames', 'captioner', 'image', 'image', false],
      ['lidar', 'style', 'captioner', 'style', '', false],
      ['start 0', undefined, 'captioner', undefined, '', false],
    ])
  })

  test('has wires that are wrong as well, to slots and from streams that are not there', () => {
    const { nodes, edges } = graph(WRONG)
    expect(edges.filter(({ isWrong }) => isWrong)).toHaveLength(2)
    expect(nodes[0]!.outputs.map(({ name, state }) => [name, state])).toEqual([
      ['frames', 'unheard'],
      ['depth', 'heard'],
      ['nothing', 'wrong'],
    ])
    expect(nodes[1]!.inputs.map(({ name, state }) => [name, state])).toEqual([
      ['image', 'wrong'],
      ['style', 'default'],
      ['imag', 'wrong'],
    ])
  })

  test('says nothing is wrong with what could not be loaded', () => {
    expect(graph(WRONG, false).edges.map(({ isWrong }) => isWrong)).toEqual([false, false, false])
  })
})

/** A name as no agent can have it, but a picture need not know that. */
const rough = (text: string): Graph => ({
  title: text,
  nodes: [
    {
      id: 'a',
      kind: 'agent',
      title: text,
      instances: 1,
      inputs: [],
      outputs: [{ name: text, detail: text, type: 'text', state: 'heard' }],
    },
    { id: 'b', kind: 'agent', title: 'b', instances: 1, inputs: [{ name: text, detail: text, type: null, state: 'wired' }], outputs: [] },
  ],
  edges: [{ from: 'a', to: 'b', output: 0, input: 0, label: text, type: 'text', isWrong: false }],
})

describe('Mermaid', () => {
  test('draws agents, instances, streams with their types, and what starts', () => {
    expect(toMermaid(graph(RIGHT))).toBe(`flowchart LR
  n0["camera"]
  n1[["captioner × 2"]]
  n2["end"]
  n3[/"lidar, elsewhere"/]
  n4(["▶ process, 3 steps"])
  n0 -->|"frames → image: image"| n1
  n3 -->|"style"| n1
  n4 -.-> n1
`)
  })

  test('marks what is wrong', () => {
    expect(toMermaid(graph(WRONG))).toContain('n0 --x|"depth → image: tensor #91;*#93; #40;wrong#41;"| n1')
  })

  test('text is text, whatever is in it', () => {
    const text = toMermaid(rough('"] --> x{<b>#quot;|'))
    expect(text).toContain('n0["#34;#93; --#62; x#123;#60;b#62;#35;quot;#124;"]')
  })
})

describe('SVG', () => {
  const tags = (svg: string, tag: string) => svg.match(new RegExp(`<${tag}[ />]`, 'g'))?.length ?? 0

  test('draws every wire and every node once, and each wire says from where to where', () => {
    for (const [wires, count] of [
      [RIGHT, 3],
      [WRONG, 3],
      [{}, 1],
    ] as const) {
      const svg = toSvg(graph(wires))
      expect(svg.match(/<path class="wire/g) ?? []).toHaveLength(count)
      for (const { title, kind } of graph(wires).nodes)
        expect(svg.split(`class="${kind === 'start' ? 'name' : 'title'}"`).join()).toContain(`>${title}<`)
    }
    expect(toSvg(graph(RIGHT))).toContain('<title>camera:frames → captioner.image</title>')
  })

  test('every tag that is opened is closed', () => {
    const svg = toSvg(graph(WRONG))
    for (const tag of ['svg', 'g', 'title', 'style', 'text']) expect(tags(svg, tag)).toBe(svg.split(`</${tag}>`).length - 1)
    expect(svg).not.toMatch(/NaN|undefined|Infinity/)
  })

  test('text is text, whatever is in it', () => {
    const svg = toSvg(rough('<script>&"</text>'))
    expect(svg).not.toContain('<script>')
    expect(svg.split('&lt;script&gt;&amp;&quot;&lt;/text&gt;').length - 1).toBeGreaterThanOrEqual(6)
  })

  test.each(Object.entries(THEMES))('%s: all text stands out from what is behind it', (_, theme) => {
    const { page, box, head, text, dim, wrong, types } = theme
    for (const color of [...Object.values(types), text, dim, wrong])
      for (const ground of [page, box, head]) expect(contrast(color, ground), `${color} on ${ground}`).toBeGreaterThanOrEqual(4.5)
  })

  test('it follows whether its reader prefers dark, on a ground of its own', () => {
    const svg = toSvg(graph(RIGHT))
    expect(svg).toMatch(/@media \(prefers-color-scheme: dark\) \{\s*\.page \{ fill: #0f172a \}/)
    expect(svg).toMatch(/<rect class="page" width="\d+" height="\d+"/)
  })
})

/** WCAG's contrast of two colours. */
function contrast(one: string, other: string): number {
  const luminance = (color: string) => {
    const [r, g, b] = [1, 3, 5]
      .map((at) => Number.parseInt(color.slice(at, at + 2), 16) / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!
  }
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (light! + 0.05) / (dark! + 0.05)
}
